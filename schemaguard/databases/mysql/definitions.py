"""What only SHOW CREATE TABLE tells: partitions in full, parsers of full-text indexes, periods, merged tables.

MariaDB 10.11 has no tables for periods, shows PARTITION … DEFAULT as the value 0, and hides the interval of
PARTITION BY SYSTEM_TIME. Neither server lists the parser of a full-text index, or what a table of MERGE is made of.
MySQL 9.7 ends a binary default at its first zero byte, and has a question mark for what needs four bytes in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.rows import ColumnRow
from schemaguard.databases.mysql.texts import Texts

_NAME = r"`((?:[^`]|``)+)`"
_PARTITIONED = re.compile(r"^(?:/\*!\d+)? *PARTITION BY (.*?)(?:\*/)?\Z", re.MULTILINE | re.DOTALL)
#: Where a partition lies, and the engine, which is that of the table.
_PLACE = re.compile(r" (?:ENGINE|TABLESPACE) = (?:`[^`]*`|\w+)| (?:DATA|INDEX) DIRECTORY = '(?:[^']|'')*'")
#: The history of a table is parted from the hour or day of its creation on, if nothing else is said, and with AUTO
#: there are more parts as time goes by. MariaDB documentation, "System-Versioned Tables", "Partitioning".
_SINCE = re.compile(r"(?<=^SYSTEM_TIME )(INTERVAL \d+ \w+) STARTS TIMESTAMP'[^']*'")
_SO_FAR = re.compile(r"(?<= AUTO)\s+PARTITIONS \d+\Z")
_MERGED = re.compile(r"^\) ENGINE=MRG_MyISAM.* UNION=\((.*)\)", re.MULTILINE | re.IGNORECASE)
_INSERTED = re.compile(r"^\) ENGINE=MRG_MyISAM.* INSERT_METHOD=(\w+)", re.MULTILINE | re.IGNORECASE)
_PERIOD = re.compile(rf"^ +PERIOD FOR {_NAME} \((.*)\),?$", re.MULTILINE)
#: The primary key stands there without its name.
_NO_OVERLAPS = re.compile(rf"^ +(?:PRIMARY KEY|UNIQUE KEY {_NAME}) \(.*{_NAME} WITHOUT OVERLAPS\)", re.MULTILINE)
_PARSER = re.compile(rf"^ +FULLTEXT KEY {_NAME} .*WITH PARSER `?(\w+)`?", re.MULTILINE)
_DEFAULT = re.compile(rf"^ +{_NAME} .*? DEFAULT (0x[0-9A-F]+|'(?:[^'\\]|''|\\.)*')", re.MULTILINE)
_BINARY = ("binary", "varbinary")
#: What the check of a period looks like; an ordinary one may too, then the definition tells.
_LIKE_PERIOD = re.compile(rf"^{_NAME} < {_NAME}$")


@dataclass(frozen=True)
class Definition:
    """What was found in the text of one table."""

    partition_by: str = ""
    #: The columns of each period of application time, by its name.
    periods: dict[str, str] = field(default_factory=dict)
    #: The period that may not overlap, by the name of the index.
    without_overlaps: dict[str, str] = field(default_factory=dict)
    #: By the name of the full-text index.
    parsers: dict[str, str] = field(default_factory=dict)
    #: Of a table of the engine MERGE: whose rows it has, and where new ones go.
    options: dict[str, str] = field(default_factory=dict)
    #: Defaults that are literals, by column.
    defaults: dict[str, str] = field(default_factory=dict)


NOTHING_SPECIAL = Definition()


def definitions(catalogue: Catalogue, texts: Texts) -> dict[str, Definition]:
    """The definitions of the tables that need it: one statement for each of these few."""
    return {name: _read(catalogue.definition(name), texts) for name in catalogue.tables if _is_special(catalogue, name)}


def _is_special(catalogue: Catalogue, name: str) -> bool:
    special = name in catalogue.partitioned or str(catalogue.tables[name].engine).upper() == "MRG_MYISAM"
    if special or any(is_cut(row, catalogue.flavour) for row in catalogue.columns.get(name, ())):
        return True
    if any(part.method == "FULLTEXT" for part in catalogue.parts.get(name, ())):
        return True
    return any(_LIKE_PERIOD.match(check.clause) for check in catalogue.checks.get(name, ()))


def is_cut(column: ColumnRow, flavour: str) -> bool:
    """Whether information_schema may show only a part of a default."""
    if flavour != "mysql" or column.default is None or "DEFAULT_GENERATED" in column.extra:
        return False
    return column.data_type in _BINARY or "?" in column.default


def _read(text: str, texts: Texts) -> Definition:
    return Definition(
        _partition_by(text, texts),
        {_plain(name): columns for name, columns in _PERIOD.findall(text)},
        {_plain(index) or "PRIMARY": _plain(period) for index, period in _NO_OVERLAPS.findall(text)},
        {_plain(index): parser for index, parser in _PARSER.findall(text)},
        dict(_merge(text, texts)),
        {_plain(column): default for column, default in _DEFAULT.findall(text)},
    )


def _partition_by(text: str, texts: Texts) -> str:
    found = _PARTITIONED.search(text)
    if not found:
        return ""
    return texts.body(_SO_FAR.sub("", _SINCE.sub(r"\1", _PLACE.sub("", found[1]))))


def _merge(text: str, texts: Texts) -> Iterator[tuple[str, str]]:
    if tables := _MERGED.search(text):
        yield "union", texts.body(tables[1])
    if method := _INSERTED.search(text):
        yield "insert_method", method[1].lower()


def _plain(name: str) -> str:
    return name.replace("``", "`")
