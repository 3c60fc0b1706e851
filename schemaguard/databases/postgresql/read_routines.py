"""Functions, procedures and aggregates."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.schema.objects import Options, Routine

_KINDS = {"f": "function", "p": "procedure", "a": "aggregate", "w": "window function"}
_VOLATILITY = {"i": "immutable", "s": "stable"}
_PARALLEL = {"s": "safe", "r": "restricted"}


def read_routines(catalogue: Catalogue) -> Iterator[Routine]:
    """All routines that no extension owns."""
    comments, owned = catalogue.comments("pg_proc"), catalogue.owned("pg_proc")
    for row in catalogue.rows("routines"):
        if row[0] not in owned:
            yield Routine(
                name=f"{row[2]}({catalogue.spelled(row[4])})",
                schema=catalogue.schemas[row[1]],
                kind=_KINDS[row[3]],
                arguments=row[5],
                returns=row[6] or "",
                language=row[7],
                body=row[22] or row[10] or _source(row),
                options=_options(row, catalogue.needed("pg_proc", row[0])),
                comment=comments.get((row[0], 0), ""),
            )


def _source(row: Row) -> str:
    """The text of the body; for C the name of the symbol, and its library."""
    return f"{row[9]}: {row[8]}" if row[9] else str(row[8])


def _options(row: Row, needed: list[tuple[str, str]]) -> Options:
    volatile, parallel, definer, leakproof, strict, cost, rows, config, support, returns_set, transformed = row[11:22]
    usual_cost = 1 if row[7] in ("c", "internal") else 100
    found = {
        "volatility": _VOLATILITY.get(volatile, ""),
        "parallel": _PARALLEL.get(parallel, ""),
        "security": "definer" if definer else "",
        "leakproof": "true" if leakproof else "",
        "strict": "true" if strict else "",
        "cost": "" if cost == usual_cost else f"{cost:g}",
        "rows": "" if rows == (1000 if returns_set else 0) else f"{rows:g}",
        "support": support or "",
        "transform": transformed or "",
    }
    settings = [(f"set.{name}", value) for name, _, value in (text.partition("=") for text in config or ())]
    return tuple(sorted([*((name, text) for name, text in found.items() if text), *settings, *needed]))
