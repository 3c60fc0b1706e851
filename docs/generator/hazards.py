"""Every hazard that linters of migrations know, and what schemaguard has for it. The rows are in docs/hazards."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.markdown import NOTE, line, table
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in

#: Why a row has no rule.
REASONS = {
    "rows": "Preflight probes: only the rows or the catalogue of a live database can tell.",
    "trace": "Rehearsal: only running it can tell.",
    "live schema": "Drift: only comparing with the live schema can tell.",
    "not a hazard": "Not a hazard in Django use.",
}


def page(folder: Path) -> str:
    """All groups of rows, and the rules that no row names."""
    rules = {rule.name: rule for rule in built_in()}
    named: set[str] = set()
    parts = [NOTE, _INTRODUCTION]
    for path in sorted(folder.glob("*.toml")):
        group = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = list(_rows(group["hazard"], rules))
        named.update(name for hazard in group["hazard"] for name in hazard.get("rules", ()))
        parts.append(f"## {group['title']}\n\n{table(('#', 'hazard', 'databases', 'what finds it'), rows)}")
    own = [(f"[{name}](rules/{name}.md)", line(rule.title)) for name, rule in rules.items() if name not in named]
    parts.append(f"## Rules of our own\n\n{_OWN}\n\n{table(('rule', 'hazard'), own)}")
    return "\n\n".join(parts) + "\n"


def _rows(hazards: list[Mapping[str, Any]], rules: Mapping[str, Rule]) -> Iterator[tuple[str, ...]]:
    for hazard in hazards:
        yield hazard["key"], line(hazard["text"]), hazard["databases"], " ".join(_answer(hazard, rules))


def _answer(hazard: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[str]:
    names = hazard.get("rules", ())
    for name in names:
        if name not in rules:
            raise SystemExit(f"docs/hazards: row {hazard['key']} names the rule {name!r}, which does not exist.")
    if names:
        yield ", ".join(f"[{name}](rules/{name}.md)" for name in names) + "."
    if "none" in hazard:
        yield REASONS[hazard["none"]]
    if "note" in hazard:
        yield line(hazard["note"])
    if "gap" in hazard:
        yield f"**Not found yet:** {line(hazard['gap'])}"


_INTRODUCTION = """\
# Hazards

The hazards that linters of schema changes know, across databases (1 to 88) and by Django operation (D1 to D78), with
the rules that find each. The tests run an example for every rule that judges single migrations.

Some rows cannot be answered by reading files:

- **Preflight probes** look at the rows of a live database: whether there are duplicates, NULLs, orphans.
- **Rehearsal** runs a migration forward and back on a scratch copy.
- **Drift** compares the live schema with what the migrations should have made.

These three are not part of this version. In such rows the rules say what has to be looked at."""

_OWN = "Hazards that are in no row above."
