"""The further cases of each rule, from ``tests/rules/cases/<rule>.py``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in
from tests.rules.harness import Case

RULES = {rule.name: rule for rule in built_in()}
FILES = sorted(path.stem for path in (Path(__file__).parent / "cases").glob("[a-z]*.py"))


def cases() -> Iterator[object]:
    for stem in FILES:
        module = import_module(f"tests.rules.cases.{stem}")
        for kind in ("BAD", "GOOD"):
            for number, case in enumerate(getattr(module, kind)):
                name = stem.replace("_", "-")
                yield pytest.param(name, kind, case, id=f"{name}-{kind.lower()}-{number}")


def test_case_files_belong_to_rules() -> None:
    assert not {stem.replace("_", "-") for stem in FILES} - RULES.keys()


@pytest.mark.parametrize(("name", "kind", "case"), list(cases()))
def test_case(name: str, kind: str, case: Case) -> None:
    rule: Rule = RULES[name]
    found = case.findings(rule)
    assert not [finding.message for finding in found if finding.subject == "rule-stopped"]
    assert sorted(f.location.line for f in found) == case.expected_lines(), [f.message for f in found]
    assert bool(found) == (kind == "BAD")
