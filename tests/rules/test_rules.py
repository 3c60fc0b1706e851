"""Every rule: its docstring is complete, and its own examples hold."""

from __future__ import annotations

import pytest

from schemaguard.findings import BaselineEntry
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in
from schemaguard.steps.history import History
from schemaguard.steps.ignores import UsedIgnore
from tests.rules.harness import Case

RULES = built_in()
#: Rules over whole histories and files have no one-migration example; tests/rules/test_history.py has theirs.
WITH_EXAMPLES = [
    rule for rule in RULES if not {History, UsedIgnore, BaselineEntry} & set(rule.on) and "Bad" in rule.sections
]


def names(rules: list[Rule]) -> list[str]:
    return [rule.name for rule in rules]


@pytest.mark.parametrize("rule", RULES, ids=names(list(RULES)))
def test_docstring_says_what_when_effect_and_way_out(rule: Rule) -> None:
    assert rule.title.endswith(".")
    missing = {"When", "Effect", "Way out", "Source"} - rule.sections.keys()
    assert not missing
    assert all(rule.sections[heading] for heading in ("When", "Effect", "Way out", "Source"))


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=names(WITH_EXAMPLES))
@pytest.mark.parametrize("heading", ["Bad", "Good"])
def test_examples_hold(rule: Rule, heading: str) -> None:
    case = Case(
        rule.sections[heading],
        target=rule.sections.get("Target") or (sorted(rule.vendors) or ["postgresql"])[0],
        given=rule.sections.get("Given", ""),
    )
    found = case.findings(rule)
    assert sorted(finding.location.line for finding in found) == case.expected_lines(), [f.message for f in found]
    assert bool(found) == (heading == "Bad")
    assert not [finding for finding in found if finding.subject == "rule-stopped"]
    for finding in found:
        assert all((finding.message, finding.effect, finding.remedy, finding.subject))


def test_rule_modules_are_named_by_harm_and_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
