"""Values that another type does not hold in MySQL and MariaDB.

In strict mode what is too long or out of range stops the statement, without it that is cut or put to the nearest
value; fractions are rounded in either: MySQL manual 8.4, "Server SQL Modes". See type_losses.
"""

from __future__ import annotations

from schemaguard.databases.mysql.type_losses import losses
from schemaguard.databases.mysql.type_names import TypeName, read
from schemaguard.databases.probing import CannotTell, Misfits
from schemaguard.databases.probing_sql import Asked
from schemaguard.target import Target

_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "bigint": 64}
_FLOATS = frozenset({"float", "double precision"})
_BYTES = {"tinytext": 2**8 - 1, "text": 2**16 - 1, "mediumtext": 2**24 - 1}
_STRINGS = frozenset({"char", "varchar", "longtext", *_BYTES})
_TIMES = frozenset({"date", "datetime", "time", "timestamp"})
_NUMBER = r"^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[[:space:]]*$"


def misfit(question: Misfits, value: str, modes: frozenset[str], target: Target) -> Asked:
    """The condition for values that do not fit. Raises CannotTell."""
    if not question.before.type or not question.after.type:
        raise CannotTell("the types are not known")
    old, new = read(question.before.type), read(question.after.type)
    if losses(old, new, target) == []:
        return Asked("FALSE")
    found = _misfit(old, new, value, modes)
    if found is None:
        raise CannotTell(f"casts from {old.name} to {new.name} are not known")
    condition, what = found
    end = "would be refused" if is_strict(modes) else "would be changed without an error, since strict mode is off"
    return Asked(condition, what=f"{what}, and {end}")


def is_strict(modes: frozenset[str]) -> bool:
    """Whether the server refuses values that do not fit."""
    return not modes.isdisjoint({"STRICT_ALL_TABLES", "STRICT_TRANS_TABLES", "TRADITIONAL"})


def _misfit(old: TypeName, new: TypeName, value: str, modes: frozenset[str]) -> tuple[str, str] | None:
    if new.name in _STRINGS:
        return _text(old, new, value)
    if new.name in _BITS or new.name == "numeric":
        # Integers as well: the smallest bigint has no opposite.
        condition, what = _number(new, value if old.name == "numeric" else f"CAST({value} AS DECIMAL(65, 20))")
        if old.name in _STRINGS:
            return f"({value} NOT REGEXP '{_NUMBER}' OR {condition})", what
        return condition, what
    if new.name in _FLOATS:
        return (f"{value} NOT REGEXP '{_NUMBER}'", "is no number") if old.name in _STRINGS else ("FALSE", "")
    if new.name in _TIMES and old.name in _STRINGS:
        return _time(new, value, modes)
    if new.name == "json" and old.name in _STRINGS:
        return f"NOT JSON_VALID({value})", "is no JSON"
    if new.name == "uuid" and old.name in _STRINGS:
        return f"REPLACE({value}, '-', '') NOT REGEXP '^[0-9a-fA-F]{{32}}$'", "is no uuid"
    return None


def _text(old: TypeName, new: TypeName, value: str) -> tuple[str, str] | None:
    """Blanks beyond the end are cut in any mode: MySQL manual, "The CHAR and VARCHAR Types"."""
    conditions = []
    if new.name in ("char", "varchar") and new.limit is not None:
        beyond = f"RTRIM(SUBSTRING({value}, {new.limit + 1}))"
        conditions.append((f"CHAR_LENGTH({beyond}) > 0", f"is longer than {new.limit} characters"))
    elif new.name in _BYTES:
        wide = f"LENGTH(CONVERT({value} USING {new.charset}))"
        conditions.append((f"{wide} > {_BYTES[new.name]}", f"is longer than {_BYTES[new.name]:,} bytes"))
    if old.name in _STRINGS and new.charset != old.charset:
        back = f"CONVERT(CONVERT({value} USING {new.charset}) USING {old.charset})"
        conditions.append((f"BINARY {back} <> BINARY {value}", f"has characters that {new.charset} does not have"))
    if not conditions:
        return "FALSE", ""
    return " OR ".join(item for item, _ in conditions), " or ".join(what for _, what in conditions)


def _number(new: TypeName, value: str) -> tuple[str, str]:
    if new.name in _BITS:
        bits = _BITS[new.name]
        low, high = (0, 2**bits - 1) if new.unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        outside = f"ROUND({value}) NOT BETWEEN {low} AND {high}"
        return f"({outside} OR ROUND({value}) <> {value})", f"is no whole number from {low:,} to {high:,}"
    precision, scale = new.sizes
    wide = f"ABS(ROUND({value}, {scale})) >= 1{'0' * (precision - scale)}"
    return f"({wide} OR ROUND({value}, {scale}) <> {value})", f"does not fit decimal({precision}, {scale})"


def _time(new: TypeName, value: str, modes: frozenset[str]) -> tuple[str, str]:
    """In the mode in which rows are read, zeros are no error."""
    kind = "DATETIME(6)" if new.name in ("datetime", "timestamp") else new.name.upper()
    read_as = f"CAST({value} AS {kind}) IS NULL OR {value} NOT REGEXP '^[0-9 T:./+-]+$'"
    if new.name != "time":
        date = f"CAST(CAST({value} AS DATE) AS CHAR)"
        if "NO_ZERO_IN_DATE" in modes:
            read_as += f" OR ({date} LIKE '%-00%' AND {date} <> '0000-00-00')"
        if "NO_ZERO_DATE" in modes:
            read_as += f" OR {date} = '0000-00-00'"
    return f"({read_as})", f"is no {new.name}"
