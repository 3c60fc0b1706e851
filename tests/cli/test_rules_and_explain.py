"""``rules`` lists the catalogue, ``explain`` prints one page of it."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from schemaguard.findings import Axis, Severity
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in, find


def run(*arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("schemaguard", *arguments, stdout=out)
    return out.getvalue()


def listed(*arguments: str) -> set[str]:
    """The names of the rules that are listed."""
    return set(re.findall(r"^\S+  (\S+) +(?:error|warning|notice)  ", run("rules", *arguments), re.MULTILINE))


def names(choose: object = lambda rule: True) -> set[str]:
    """The names of the built-in rules that pass."""
    assert callable(choose)
    return {rule.name for rule in built_in() if choose(rule)}


def test_all_rules_are_listed_with_id_title_and_number() -> None:
    text = run("rules")
    assert listed() == names()
    assert text.endswith(f"{len(built_in())} rules. One in full: manage.py schemaguard explain RULE\n")
    rule = find("drop-column", built_in())
    assert re.search(
        rf"^SG201  drop-column +error    loses-data  \(all\)\n       {re.escape(rule.title)}$", text, re.MULTILINE
    )


@pytest.mark.parametrize("axis", list(Axis))
def test_by_axis(axis: Axis) -> None:
    assert listed("--axis", axis.value) == names(lambda rule: rule.axis is axis) != set()


@pytest.mark.parametrize("severity", list(Severity))
def test_by_severity(severity: Severity) -> None:
    assert listed("--severity", severity.value) == names(lambda rule: rule.severity is severity) != set()


@pytest.mark.parametrize("vendor", ["postgresql", "mysql", "sqlite", "mongodb"])
def test_by_vendor(vendor: str) -> None:
    assert listed("--vendor", vendor) == names(lambda rule: rule.applies_to(vendor)) != names()


def test_by_word_and_by_several() -> None:
    assert listed("drops-column") >= {"rollback-drops-column"}
    assert listed("SG201") == listed("sg201") == {"drop-column"}
    both = listed("drop", "--axis", "loses-data", "--vendor", "postgresql")
    assert "drop-column" in both
    assert both < listed("drop")


def test_nothing_found() -> None:
    assert run("rules", "xyzzy") == "0 rules. One in full: manage.py schemaguard explain RULE\n"


def test_one_rule_is_not_several() -> None:
    assert "1 rule. One in full" in run("rules", "SG201")


@pytest.mark.parametrize("rule", built_in(), ids=lambda rule: rule.name)
def test_each_rule_is_explained_in_full(rule: Rule) -> None:
    text = run("explain", rule.name)
    assert text == run("explain", rule.id.lower())
    assert text.startswith(f"{rule.name} ({rule.id})\n{rule.severity.value}, {rule.axis.value}, on ")
    assert rule.title in text
    for heading in rule.sections:
        assert f"\n{heading}:\n" in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_prose_is_wrapped_and_code_is_not() -> None:
    text = run("explain", "drop-column")
    code = text.partition("\nBad:\n")[2]
    assert "migrations.RemoveField(" in code
    prose = text.partition("\nBad:\n")[0]
    assert [line for line in prose.splitlines() if len(line) > 80 and not line.startswith(" " * 8)] == []


def test_rules_that_are_off_or_judged_on_the_way_back_say_so() -> None:
    assert "Off by default." in run("explain", "rollback-crosses-merge")
    assert "Judged on the way back." in run("explain", "rollback-drops-column")
    assert "Off by default." not in run("explain", "drop-column")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "drop-colum"), "Did you mean 'drop-column'?"),
        (("rules", "--axis", "lose-data"), "Did you mean 'loses-data'?"),
        (("rules", "--vendor", "oracle"), "not 'oracle'."),
        (("explain",), "RULE"),
    ],
)
def test_what_is_not_known(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
