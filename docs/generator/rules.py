"""The page of each rule, from its docstring, and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from generator.markdown import NOTE, code, line, prose, table
from schemaguard.findings import Axis, BaselineEntry
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in
from schemaguard.steps.history import History
from schemaguard.steps.ignores import UsedIgnore

AXES = {
    Axis.BREAKS_RUNNING_CODE: "Old and new code use the database side by side while a deploy runs; one of them fails.",
    Axis.BLOCKS: "Reads or writes wait, for a moment or for as long as a table is big.",
    Axis.LOSES_DATA: "Values, rows or what guards them are gone afterwards.",
    Axis.FAILS_ON_ROWS: "The migration works on an empty database and fails on one with rows.",
    Axis.IRREVERSIBLE: "The way back is missing, or destroys, locks or fails on something.",
    Axis.HISTORY: "The migrations as a graph, and what databases have applied of it.",
    Axis.METADATA: "What a migration says about itself: its reason and ticket.",
    Axis.HYGIENE: "No harm today, but trouble for the next person.",
}

#: What some rules judge instead of operations.
NOT_OPERATIONS = {History: "the history", UsedIgnore: "comments that silence", BaselineEntry: "the baseline"}

#: Sections that hold code, and how their headings read on a page.
CODE = {"Given": "Before", "Bad": "Bad", "Good": "Good"}


def pages() -> Mapping[str, str]:
    """File names and texts."""
    found = {f"{rule.name}.md": page(rule) for rule in built_in()}
    return found | {"index.md": catalogue()}


def page(rule: Rule) -> str:
    """One rule."""
    axis = f"[{rule.axis}](index.md#{rule.axis})"
    facts = (rule.id, rule.severity.value, axis, databases(rule), _judges(rule))
    parts = [
        NOTE,
        f"# {rule.name}",
        line(rule.title),
        table(("id", "severity", "axis", "databases", "judges"), [facts]),
        *(f"## {heading}\n\n{prose(rule.sections[heading])}" for heading in ("When", "Effect", "Way out")),
        *_examples(rule),
        f"## Source\n\n{prose(rule.sections['Source'])}",
        f"## Settings\n\n{_settings(rule)}",
    ]
    return "\n\n".join(parts) + "\n"


def databases(rule: Rule) -> str:
    """Where the rule applies."""
    return ", ".join(sorted(rule.vendors)) or "all"


def _judges(rule: Rule) -> str:
    for kind, words in NOT_OPERATIONS.items():
        if kind in rule.on:
            return words
    return "the way forward" if rule.direction == "forward" else "the way back"


def _examples(rule: Rule) -> list[str]:
    given = {title: rule.sections[key] for key, title in CODE.items() if key in rule.sections}
    found = [f"## {title}\n\n{code(text, 'python')}" for title, text in given.items()]
    if found and "Target" in rule.sections:
        found.append(f"The examples are judged as {rule.sections['Target']}.")
    return found


def _settings(rule: Rule) -> str:
    if rule.optional:
        level = f'SCHEMAGUARD = {{"RULES": {{"{rule.name}": "{rule.severity}"}}}}'
        said = f"This rule is off unless it is switched on:\n\n{code(level, 'python')}"
    else:
        level = f'SCHEMAGUARD = {{"RULES": {{"{rule.name}": "off"}}}}  # or "notice", "warning", "error"'
        said = f"Switch it off, or give it another severity, for the whole project:\n\n{code(level, 'python')}"
    return said if NOT_OPERATIONS.keys() & set(rule.on) else f"{said}\n\n{_ONE}"


_ONE = "For one operation: [silence a finding](../../how-to/silence-a-finding.md)."


def catalogue() -> str:
    """All rules, grouped by the kind of harm."""
    rules = built_in()
    parts = [NOTE, _INTRODUCTION.format(count=len(rules))]
    for axis, meaning in AXES.items():
        rows = [_row(rule) for rule in rules if rule.axis is axis]
        parts.append(f"## {axis}\n\n{meaning}\n\n{table(('id', 'rule', 'severity', 'databases', 'hazard'), rows)}")
    return "\n\n".join([*parts, _TOCTREE]) + "\n"


def _row(rule: Rule) -> tuple[str, ...]:
    off = " Off by default." if rule.optional else ""
    return rule.id, f"[{rule.name}]({rule.name}.md)", rule.severity.value, databases(rule), f"{line(rule.title)}{off}"


_INTRODUCTION = """\
# Rules

{count} rules, grouped by the kind of harm. The same list in a terminal: `python manage.py schemaguard rules`; one rule
in full: `python manage.py schemaguard explain drop-column`.

The severity is that of the ordinary case. A finding is milder where the database, its version or the rest of the
migration takes the edge off, and there is none where there is no harm: an index on a table that the same release makes
blocks nobody. An id is never given to another rule."""

_TOCTREE = """\
```{toctree}
:hidden:
:glob:

*
```"""
