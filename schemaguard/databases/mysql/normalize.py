"""What MySQL and MariaDB spell in several ways, in one; and which names they chose themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from schemaguard.databases.mysql.texts import Texts
from schemaguard.databases.names import chosen_by_django
from schemaguard.schema.objects import Options

#: COMPRESSED columns of MariaDB, and the old storage format of times, stand behind the type in a comment.
_TRAILING_COMMENT = re.compile(r"\s*/\*([^']*)\*/$")
_WIDTH = re.compile(r"^((?:tiny|small|medium|big)?int|year)\(\d+\)")
_NOW = re.compile(r"^(?:current_timestamp|now|localtime|localtimestamp)\s*(?:\(\s*(\d*)\s*\))?$", re.IGNORECASE)
_ON_UPDATE = re.compile(r"on update ([^,]+)")
#: MySQL manual, "The INFORMATION_SCHEMA COLUMNS Table": these stand there as SQL, all else as a plain text.
_UNQUOTED = frozenset("tinyint smallint mediumint int bigint decimal float double bit year binary varbinary".split())
#: Names that servers choose. MySQL manual, "FOREIGN KEY Constraints", "CHECK Constraints", "Functional Key Parts";
#: MariaDB 10.11 was asked. Since 12.1, which has them per table, MariaDB only counts foreign keys.
_SERVER_FOREIGN_KEY = re.compile(r"_ibfk_\d+$|^\d+$")
_SERVER_CHECK = re.compile(r"^CONSTRAINT_\d+$|_chk_\d+$")
_SERVER_INDEX = re.compile(r"^functional_index(?:_\d+)?$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: Bytes of UTF-8 as letters of Latin-1.
_MISREAD = re.compile("[\x80-\xff]+")
_OPTION = re.compile(r"""(?:`((?:[^`]|``)+)`|(\w+))=('(?:[^']|'')*'|"[^"]*"|\S+)""")
#: Where files are and where a federated table gets its rows, perhaps with a password: no part of a schema.
_PLACES = frozenset({"connection", "data_directory", "directory", "index_directory", "option_list", "tablespace"})
#: What InnoDB ignores, and keeps after ALTER TABLE … ENGINE. MySQL manual, "CREATE TABLE Statement", table options.
_NOT_INNODB = frozenset(
    """avg_row_length checksum delay_key_write insert_method max_rows min_rows pack_keys page_checksum transactional
    """.split()
)
#: What Aria does unless told otherwise; a dump says so all the same.
_ON = frozenset({"page_checksum", "transactional"})
#: Modes of a program's text that change neither what it means nor what it stores.
_HARMLESS_MODES = frozenset(
    """NO_AUTO_CREATE_USER NO_ENGINE_SUBSTITUTION NO_DIR_IN_CREATE NO_KEY_OPTIONS NO_TABLE_OPTIONS NO_FIELD_OPTIONS
    ONLY_FULL_GROUP_BY""".split()
)


@lru_cache(maxsize=4096)
def column_type(text: str) -> str:
    """A type without the display width, which MySQL no longer has; ``tinyint(1)`` says "boolean" and stays."""
    text = _TRAILING_COMMENT.sub("", text)
    if text != "tinyint(1)" and "zerofill" not in text:
        text = _WIDTH.sub(r"\1", text)
    return "geometrycollection" if text == "geomcollection" else text


def is_compressed(text: str) -> bool:
    """Whether MariaDB stores a column compressed."""
    found = _TRAILING_COMMENT.search(text)
    return found is not None and "COMPRESSED" in found[1]


def collation(name: str) -> str:
    """MySQL 8.0.30 and MariaDB 10.6 renamed utf8 to utf8mb3, and its collations with it."""
    return f"utf8mb3_{name.removeprefix('utf8_')}" if name.startswith("utf8_") else name


def moment(text: str) -> str:
    """The current time, which has several names; any other text as it is."""
    found = _NOW.match(text)
    if not found:
        return text
    return f"CURRENT_TIMESTAMP({found[1]})" if found[1] and found[1] != "0" else "CURRENT_TIMESTAMP"


def default(text: str | None, extra: str, data_type: str, texts: Texts, flavour: str) -> str:
    """A default as SQL. MariaDB gives SQL; MySQL gives plain text unless EXTRA says DEFAULT_GENERATED."""
    if text is None or (flavour == "mariadb" and text == "NULL"):
        return ""
    if flavour == "mysql":
        if "DEFAULT_GENERATED" not in extra:
            return text if data_type in _UNQUOTED else literal(text)
        text = unescaped(text, flavour)
    return moment(texts.expression(text))


def literal(text: str) -> str:
    """A text as a literal, escaped as MariaDB does it."""
    for plain, escaped in (("\\", "\\\\"), ("\0", "\\0"), ("\n", "\\n"), ("\r", "\\r"), ("'", "''")):
        text = text.replace(plain, escaped)
    return f"'{text}'"


def unescaped(text: str, flavour: str) -> str:
    """MySQL keeps expressions as if they stood in a literal: ``_utf8mb4\\'it\\\\\\'s\\'`` (9.7 was asked).

    It takes each byte of a name or of a text in UTF-8 for a letter of its own.
    """
    if flavour != "mysql":
        return text
    return _MISREAD.sub(_read_again, _ESCAPED.sub(r"\1", text))


def _read_again(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def on_update(extra: str) -> str:
    """The value that a column gets with every update."""
    found = _ON_UPDATE.search(extra.lower())
    return moment(found[1].strip()) if found else ""


def action(rule: str) -> str:
    """RESTRICT and NO ACTION are one in InnoDB: both refuse at once. MySQL manual, "FOREIGN KEY Constraints"."""
    return "" if rule in ("RESTRICT", "NO ACTION") else rule


def chosen_foreign_key(name: str) -> bool:
    """Whether the server or Django chose the name of a foreign key."""
    return _SERVER_FOREIGN_KEY.search(name) is not None or chosen_by_django(name)


def chosen_check(name: str, *, of_column: bool) -> bool:
    """Whether the server or Django chose the name of a check; one of a column is called like the column."""
    return of_column or _SERVER_CHECK.search(name) is not None or chosen_by_django(name)


def chosen_index(name: str, first: str | None) -> bool:
    """Whether the server or Django chose the name of an index. Servers take the first column, and count."""
    if first is None:
        return _SERVER_INDEX.match(name) is not None
    return name == first or re.fullmatch(rf"{re.escape(first)}_\d+", name) is not None or chosen_by_django(name)


def create_options(text: str, engine: str) -> Iterator[tuple[str, str]]:
    """What was asked for in CREATE TABLE, beyond engine and collation, as far as the engine heeds it."""
    ignored = _PLACES | _NOT_INNODB if engine == "InnoDB" else _PLACES
    for quoted_name, plain_name, value in _OPTION.findall(text):
        name = (quoted_name or plain_name).lower()
        if name in _ON and value == "1":
            continue
        if name not in ignored:
            yield name, value.strip("'\"")


def sql_mode(text: str) -> Options:
    """The modes that a program was created with, as far as they change what it does. They are kept with it."""
    modes = sorted(set(text.split(",")) - _HARMLESS_MODES - {""})
    return (("sql_mode", ",".join(modes)),) if modes else ()
