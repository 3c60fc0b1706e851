"""Columns, indexes and constraints of MySQL and MariaDB, from syntax trees."""

from __future__ import annotations

from schemaguard.databases.grammar import Node
from schemaguard.databases.mysql.parse_grammar import RESERVED
from schemaguard.databases.tokens import pieces, volatility
from schemaguard.statements import Column, Constraint, Index, Reference

#: MySQL manual, "Using Data Types from Other Database Engines", but ending in Django's words.
_TYPES = {
    "int": "integer",
    "int1": "tinyint",
    "int2": "smallint",
    "int3": "mediumint",
    "middleint": "mediumint",
    "int4": "integer",
    "int8": "bigint",
    "dec": "numeric",
    "decimal": "numeric",
    "fixed": "numeric",
    "double": "double precision",
    "real": "double precision",
    "float8": "double precision",
    "float4": "float",
    "boolean": "bool",
    "char": "char",
    "char varying": "varchar",
    "nchar": "char",
    "nchar varchar": "varchar",
    "nchar varying": "varchar",
    "varcharacter": "varchar",
    "nvarchar": "varchar",
    "long": "mediumtext",
    "long varchar": "mediumtext",
    "long char varying": "mediumtext",
    "long varbinary": "mediumblob",
}
#: Their number in parentheses is a display width.
_WIDTHS = frozenset(("tinyint", "smallint", "mediumint", "integer", "bigint", "year"))

#: Functions by how they are computed. MySQL manual, "Built-In Function and Operator Reference", and MariaDB's own.
_FUNCTIONS = {
    **dict.fromkeys(
        """connection_id curdate current_date current_time current_timestamp current_user curtime database localtime
        localtimestamp now schema session_user system_user unix_timestamp user utc_date utc_time utc_timestamp
        version""".split(),
        "stable",
    ),
    **dict.fromkeys(
        """rand random_bytes sleep sysdate uuid uuid_short
        lastval next nextval setval sys_guid uuid_v4 uuid_v7""".split(),
        "volatile",
    ),
    **dict.fromkeys(
        """abs adddate ascii bin_to_uuid binary cast ceil ceiling char coalesce concat concat_ws convert date date_add
        date_format date_sub elt floor format from_base64 from_unixtime geomfromtext greatest hex if ifnull inet6_aton
        inet_aton json_array json_compact json_extract json_object json_quote json_value least left length linestring
        lower lpad ltrim make_set makedate maketime md5 mod multipoint nullif pi point polygon pow power repeat replace
        reverse right round rpad rtrim sha1 sha2 sign space sqrt st_geomfromtext st_pointfromtext str_to_date subdate
        substr substring time timestamp to_base64 trim truncate ucase unhex upper uuid_to_bin""".split(),
        "constant",
    ),
}
_HARMLESS = frozenset(
    (*RESERVED, *"DATE DAY HOUR MICROSECOND MINUTE MONTH QUARTER SECOND TIME TIMESTAMP VALUE WEEK YEAR".split())
)


def spell(node: Node) -> str:
    """A type in lower case, in Django's words, without what changes nothing."""
    base = " ".join(part for part in node.words("base").split() if part != "national")
    base = _TYPES.get(base.replace("character", "char"), base)
    given = node.one("arguments")
    values = [" ".join(token.text for token in part) for part in pieces(given.tokens[1:-1], ",")] if given else []
    signs = [sign.words() for sign in node.all("sign") if sign.words() != "signed"]
    if base == "tinyint" and values == ["1"] and not signs:
        return "bool"
    arguments = f"({', '.join(values)})" if values and base not in _WIDTHS else ""
    return " ".join((f"{base}{arguments}", *signs))


def default(node: Node) -> tuple[str | None, str]:
    """How the default of a column is computed, and its text. DEFAULT NULL is no default."""
    given = node.one("default")
    if given is None or given.words() == "null":
        return None, ""
    return volatility(given.tokens, _FUNCTIONS, _HARMLESS), given.text()


def column(node: Node) -> Column:
    """A column as stated: what a server would imply, such as NOT NULL for a primary key, is left out."""
    kind = node.one("type")
    serial = node.has("serial") or node.words("type") == "serial"
    class_of_default, text = default(node)
    return Column(
        name=node.value("name"),
        type="bigint unsigned" if node.words("type") == "serial" else kind and spell(kind),
        null=not (node.has("not_null") or serial),
        default=class_of_default,
        default_text=text,
        primary_key=node.has("primary"),
        unique=node.has("unique_key") or serial,
        collation=node.value("collation").lower() or None,
        charset=node.value("charset").lower() or None,
        generated=_generated(node),
        identity=node.has("auto") or serial,
        references=reference(node),
        check=node.has("check"),
        comment=node.value("comment") if node.has("comment") else None,
        position=_position(node),
    )


def _generated(node: Node) -> str | None:
    found = node.one("generated")
    return found and ("stored" if found.has("stored") or found.words().startswith("row") else "virtual")


def _position(node: Node) -> str:
    found = node.one("position")
    after = found.value("after") if found else ""
    return f"after {after}" if after else "first" if found else ""


def columns(node: Node) -> tuple[str, ...]:
    """The plain columns of an index or a constraint."""
    return tuple(child.value() for child in node.all("column"))


def reference(node: Node) -> Reference | None:
    """The far side of a foreign key, if the node has one."""
    found = node.one("references")
    return found and Reference(
        table=found.value("table"),
        columns=columns(found),
        on_delete=found.words("on_delete"),
        on_update=found.words("on_update"),
    )


def constraint(node: Node) -> Constraint:
    """A primary key, unique, foreign key or check constraint."""
    return Constraint(
        kind=node.key,
        name=node.value("name") or node.value("index"),
        columns=columns(node),
        references=reference(node),
        validated=not node.has("not_enforced"),
        expressions=node.has("expression"),
        text=node.text("condition")[1:-1].strip(),
    )


def index(node: Node) -> Index:
    """An index, by CREATE INDEX or inside a table."""
    return Index(
        name=node.value("name"),
        columns=columns(node),
        unique=node.has("unique"),
        method=node.words("method"),
        expressions=node.has("expression"),
    )
