"""Types in the syntax tree, spelled as Django spells them."""

from __future__ import annotations

from schemaguard.databases.postgresql.parse_library import Node

#: PostgreSQL manual, table 8.1 "Data Types": the names that the grammar and people use, and Django's.
_ALIASES = {
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "varbit": "bit varying",
}
#: Where the precision goes before the rest: ``timestamp(3) with time zone``.
_WITH_ZONE = {"timestamptz": "timestamp", "timetz": "time"}
#: Manual, 8.1.4 "Serial Types": no types, but an integer column with a sequence.
_SERIALS = {
    "smallserial": "smallint",
    "serial2": "smallint",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
}
#: The fields of an interval, the largest first, and their bits (utils/datetime.h of the PostgreSQL sources).
_INTERVAL_FIELDS = {"year": 2, "month": 1, "day": 3, "hour": 10, "minute": 11, "second": 12}


def type_name(node: Node) -> str | None:
    """A TypeName: ``varchar(20)``, ``integer[]``. None where no type is stated, as in a partition's columns."""
    names = [part["String"]["sval"] for part in node.get("names", ())]
    if not names:
        return None
    schema, name = names[:-1], names[-1]
    modifiers = _modifiers(node)
    if schema in ([], ["pg_catalog"]):
        text = _builtin(name, modifiers, from_grammar=bool(schema))
    else:
        text = ".".join(names[1:] if schema == ["public"] else names) + _brackets(modifiers)
    return text.lower() + "".join(_dimension(bound) for bound in node.get("arrayBounds", ()))


def is_serial(node: Node) -> bool:
    """Whether a TypeName is one of the serial pseudo-types."""
    names = node.get("names", ())
    return bool(names) and names[-1]["String"]["sval"] in _SERIALS


def _builtin(name: str, modifiers: list[str], *, from_grammar: bool) -> str:
    if name in _WITH_ZONE:
        return f"{_WITH_ZONE[name]}{_brackets(modifiers)} with time zone"
    if name == "interval":
        return _interval(modifiers)
    if name == "numeric" and len(modifiers) == 1:
        # Manual, 8.1.2: a numeric without a scale has the scale 0.
        modifiers = [*modifiers, "0"]
    if name == "bpchar" and modifiers:
        name = "char"
    elif name == "char" and not from_grammar:
        # Manual, 8.3: "char" in quotes is an internal type of one byte.
        name = '"char"'
    separator = ", " if name == "numeric" else ","
    return _SERIALS.get(name, _ALIASES.get(name, name)) + _brackets(modifiers, separator)


def _modifiers(node: Node) -> list[str]:
    """What stands in the brackets: numbers, and for PostGIS words."""
    found = []
    for modifier in node.get("typmods", ()):
        ((kind, body),) = modifier.items()
        if kind == "A_Const":
            found.append(_constant(body))
        elif kind == "ColumnRef":
            found.append(str(body["fields"][-1].get("String", {}).get("sval", "")))
    return found


def _constant(body: Node) -> str:
    for field, key in (("ival", "ival"), ("fval", "fval"), ("sval", "sval")):
        if field in body:
            return str(body[field].get(key, 0))
    return ""


def _brackets(modifiers: list[str], separator: str = ",") -> str:
    return f"({separator.join(modifiers)})" if modifiers else ""


def _dimension(bound: Node) -> str:
    size = bound["Integer"].get("ival", 0)
    return f"[{size}]" if size > 0 else "[]"


def _interval(modifiers: list[str]) -> str:
    if not modifiers:
        return "interval"
    mask, precision = int(modifiers[0]), _brackets(modifiers[1:])
    fields = [field for field, bit in _INTERVAL_FIELDS.items() if mask >> bit & 1]
    if len(fields) == len(_INTERVAL_FIELDS):
        return f"interval{precision}"
    return f"interval {' to '.join(dict.fromkeys((fields[0], fields[-1])))}{precision}"
