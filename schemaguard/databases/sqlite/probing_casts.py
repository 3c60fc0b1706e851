"""Values that another type does not hold, though SQLite keeps them.

Django copies the rows into a new table, where the affinity of the column applies: sqlite.org, "Datatypes In SQLite",
section 3. Nothing is refused and nothing is cut, so Django reads later what it does not expect.
"""

from __future__ import annotations

import re

from schemaguard.databases.probing import CannotTell, Misfits
from schemaguard.databases.probing_sql import Asked

_SIZES = re.compile(r"\((\d+)(?:\s*,\s*(\d+))?\)")
_HEX32 = "[0-9a-f]" * 32


def misfit(question: Misfits, value: str) -> Asked:
    """The condition for values that do not fit. Raises CannotTell."""
    new = (question.after.type or "").lower()
    sizes = _SIZES.search(new)
    name = _SIZES.sub("", new).strip()
    text = f"typeof({value}) = 'text'"
    if name in ("varchar", "char") and sizes:
        if name == "char" and sizes[1] == "32" and "char(32)" not in (question.before.type or ""):
            return _stays(f"lower(replace({value}, '-', '')) NOT GLOB '{_HEX32}'", "is no uuid")
        return _stays(f"length({value}) > {sizes[1]}", f"is longer than {sizes[1]} characters")
    if name in ("text", "varchar", "char", ""):
        return Asked("0")
    if "bool" in name:
        return _stays(f"{value} NOT IN (0, 1, '0', '1')", "is neither 0 nor 1")
    no_number = f"({text} AND NOT ({value} = CAST({value} AS NUMERIC)))"
    if "int" in name:
        return _stays(f"({no_number} OR {value} <> CAST({value} AS INTEGER))", "is no whole number")
    if name == "decimal" and sizes:
        precision, scale = int(sizes[1]), int(sizes[2] or 0)
        number = f"CAST({value} AS REAL)"
        wide = f"abs({number}) >= 1e{precision - scale}"
        return _stays(f"({no_number} OR {wide} OR round({number}, {scale}) <> {number})", f"does not fit {new}")
    if name in ("real", "decimal"):
        return _stays(no_number, "is no number")
    if name in ("date", "datetime"):
        day = f"substr({value}, 1, 10)"  # 2023-02-29 is a date to SQLite, until it has to reckon with it.
        longer = f" OR {value} <> {day}" if name == "date" else ""
        return _stays(f"({name}({value}) IS NULL OR date({day}, '+0 days') <> {day}{longer})", f"is no {name}")
    if name == "time":
        return _stays(f"time({value}) IS NULL", "is no time")
    raise CannotTell(f"values are not known to be right or wrong for the type {new or 'that is not known'}")


def _stays(condition: str, what: str) -> Asked:
    return Asked(condition, what=f"{what}, and would stay as it is: SQLite does not mind", stays=True)
