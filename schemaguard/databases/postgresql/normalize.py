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
_SEQUENCE = re.compile(r"_seq\d*$")


def chosen_for_constraint(name: str) -> bool:
    """Whether the server or Django chose the name of a constraint. Renamed tables and columns leave old names."""
    return _CONSTRAINT.search(name) is not None or chosen_by_django(name)


def chosen_for_index(name: str, table: str, columns: Iterable[str]) -> bool:
    """Whether the server or Django chose the name of an index. Those of Meta.indexes end alike, so all of it counts."""
    if name.rstrip("0123456789").endswith("_idx") and "_".join((table, *columns, "idx")) == name.rstrip("0123456789"):
        return True
    return chosen_by_django(name)


def chosen_for_sequence(name: str) -> bool:
    """Whether the server chose the name of a sequence that belongs to a column."""
    return _SEQUENCE.search(name) is not None


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


def _single_source(select: object) -> bool:
    """Whether a SELECT reads exactly one thing, without a join."""
    sources = list(getattr(select, "from_clause", ()))
    return len(sources) == 1 and sources[0].WhichOneof("node") == "range_var"


def view_body(text: str, major: int) -> str:
    """The SELECT of a view. Before PostgreSQL 16 the columns of a single table carried its name; later they do not."""
    body = text.strip().removesuffix(";").strip()
    if major >= 16 or "." not in body:
        return body
    return _without_qualifiers(body)


def _without_qualifiers(body: str) -> str:
    """Take away "table." in front of columns where the query has one table only and nothing inside it can differ."""
    import postgast

    tree = postgast.parse(body)
    statement = tree.stmts[0].stmt.select_stmt
    if not _single_source(statement):
        return body
    source = statement.from_clause[0].range_var
    name = source.alias.aliasname if source.HasField("alias") else source.relname
    quoted = name if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) else '"' + name.replace('"', '""') + '"'
    return _drop_prefix(body, quoted)


def _drop_prefix(body: str, name: str) -> str:
    """The text without ``name.``, outside of texts in quotes and of what already follows a dot or a word."""
    pieces = re.split(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"(?!\.))""", body)
    pattern = re.compile(rf"(?<![\w$\".]){re.escape(name)}\.(?=[\w\"])")
    return "".join(piece if number % 2 else pattern.sub("", piece) for number, piece in enumerate(pieces))
