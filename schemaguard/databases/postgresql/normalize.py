"""What means nothing in PostgreSQL: names the server chose, defaults, and what versions spell differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from schemaguard.databases.names import chosen_by_django
from schemaguard.schema.objects import Options

#: Names are cut to 63 bytes (NAMEDATALEN), in the middle, so that only their end can be told.
LONGEST = 63

#: PostgreSQL source, ChooseConstraintName and ChooseIndexName: table, columns, label, a number where it is taken.
_CONSTRAINT = re.compile(r"_(?:pkey|key|fkey|check|excl|not_null)\d*$")
#: What Django writes into a column that holds no negative numbers, as the server spells it.
_NOT_NEGATIVE = re.compile(r"\((?:\w+|\"(?:[^\"]|\"\")+\") >= 0\)")
_SEQUENCE = re.compile(r"_seq\d*$")


def chosen_for_constraint(name: str) -> bool:
    """Whether the server or Django chose the name of a constraint. Renamed tables and columns leave old names."""
    return _CONSTRAINT.search(name) is not None or chosen_by_django(name)


def chosen_for_check(name: str, table: str, columns: Sequence[str], expression: str) -> bool:
    """Whether the server or Django chose the name of a check. Many people end names in "_check" themselves."""
    if not chosen_for_constraint(name):
        return False
    # A column that was renamed has left its old name in that of its check.
    if chosen_by_django(name) or _NOT_NEGATIVE.fullmatch(expression):
        return True
    chosen = "_".join((table, *columns[:1], "check") if len(columns) == 1 else (table, "check"))
    return name.rstrip("0123456789") == chosen or len(name.encode()) == LONGEST


def chosen_for_index(name: str, table: str, columns: Iterable[str]) -> bool:
    """Whether the server or Django chose the name of an index. Those of Meta.indexes end alike, so all of it counts."""
    if name.rstrip("0123456789").endswith("_idx") and "_".join((table, *columns, "idx")) == name.rstrip("0123456789"):
        return True
    return chosen_by_django(name)


def chosen_for_sequence(name: str) -> bool:
    """Whether the server chose the name of a sequence that belongs to a column."""
    return _SEQUENCE.search(name) is not None


#: A text or a name, in which nothing counts.
_QUOTED = r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""
_ELEMENT = r"(?:E?'(?:[^']|'')*'|NULL)::character varying(?:\(\d+\))?"
#: The second spelling has fewer brackets: pg_get_indexdef and its like, with "pretty".
_LIST = re.compile(
    rf"{_QUOTED}|\bARRAY\[(\({_ELEMENT}\)::text(?:, \({_ELEMENT}\)::text)*)\]"
    rf"|\bARRAY\[({_ELEMENT}::text(?:, {_ELEMENT}::text)*)\]"
)


def as_made(expression: str) -> str:
    """An expression as it is spelled before a dump: IN with a column of varchar casts a whole list to text.

    What pg_dump writes of that is read as a cast of each text (PostgreSQL source, transformTypeCast), and spelled so.
    """
    return _LIST.sub(_cast_as_one, expression) if "ARRAY[" in expression else expression


def _cast_as_one(found: re.Match[str]) -> str:
    if not found.lastindex:
        return found[0]
    elements = f"ARRAY[{', '.join(re.findall(_ELEMENT, found[found.lastindex]))}]"
    return f"({elements})::text[]" if found[1] else f"{elements}::text[]"


_BOUNDS = {"smallint": (-(2**15), 2**15 - 1), "integer": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}


def sequence_options(row: Sequence[object]) -> Options:
    """What is not the default of a sequence: type, start, increment, minimum, maximum, cache, cycle in this order."""
    type_name, start, increment, minimum, maximum, cache, cycle = row
    lowest, highest = _BOUNDS[str(type_name)]
    up = isinstance(increment, int) and increment > 0
    usual = {
        "minimum": 1 if up else lowest,
        "maximum": highest if up else -1,
        "start": minimum if up else maximum,
        "increment": 1,
        "cache": 1,
        "cycle": False,
    }
    values = {
        "minimum": minimum,
        "maximum": maximum,
        "start": start,
        "increment": increment,
        "cache": cache,
        "cycle": cycle,
    }
    return tuple(sorted((name, str(value).lower()) for name, value in values.items() if value != usual[name]))


def options_of(texts: Iterable[str] | None, prefix: str = "") -> list[tuple[str, str]]:
    """Storage parameters, which the catalogue keeps as "name=value"."""
    pairs = (text.partition("=") for text in texts or ())
    return [(f"{prefix}{name}", value) for name, _, value in pairs if name != "pg_attver"]
