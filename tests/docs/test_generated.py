"""Pages that are made from code are fresh, and say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import schemaguard
from schemaguard import conf
from schemaguard.findings import BaselineEntry
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in
from schemaguard.steps.history import History
from schemaguard.steps.ignores import UsedIgnore
from tests.docs.pages import ROOT
from tests.rules.harness import Case

RULES = {rule.name: rule for rule in built_in()}
REFERENCE = ROOT / "docs" / "reference"

#: Judge single migrations, so that an example can show them.
JUDGES_MIGRATIONS = {name for name, rule in RULES.items() if not {History, UsedIgnore, BaselineEntry} & set(rule.on)}

Row = Mapping[str, Any]


def rows() -> Iterator[Row]:
    for path in sorted((ROOT / "docs" / "hazards").glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["hazard"]


ROWS = list(rows())


def test_pages_are_fresh() -> None:
    done = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_stale_pages_are_noticed_and_written(tmp_path: Path) -> None:
    """In a copy: a page that was edited, one that is missing and one too many."""
    for name in ("docs", "sample_project"):
        subprocess.run(["cp", "-r", ROOT / name, tmp_path], check=True)
    for name in ("README.md", "manage.py"):
        subprocess.run(["cp", ROOT / name, tmp_path], check=True)
    (tmp_path / "schemaguard").symlink_to(ROOT / "schemaguard")
    pages = tmp_path / "docs" / "reference"
    (pages / "settings.md").write_text("# Settings\n")
    (pages / "rules" / "drop-column.md").unlink()
    (pages / "rules" / "gone.md").write_text("# gone\n")
    command = [sys.executable, str(tmp_path / "docs" / "generate.py")]

    stale = subprocess.run([*command, "--check"], capture_output=True, text=True)
    assert stale.returncode == 1, stale.stderr
    named = {line.removeprefix("Stale: docs/reference/") for line in stale.stdout.splitlines()[:-1]}
    assert named == {"settings.md", "rules/drop-column.md", "rules/gone.md"}

    assert subprocess.run(command, capture_output=True).returncode == 0
    for name in ("settings.md", "rules/drop-column.md"):
        assert (pages / name).read_text() == (REFERENCE / name).read_text()
    assert not (pages / "rules" / "gone.md").exists()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_has_a_page_and_a_place_among_the_hazards(rule: Rule) -> None:
    page = (REFERENCE / "rules" / f"{rule.name}.md").read_text()
    assert f"# {rule.name}\n" in page
    assert f"| {rule.id} |" in page
    link = f"[{rule.name}](rules/{rule.name}.md)"
    assert link in (REFERENCE / "hazards.md").read_text()
    assert f"[{rule.name}]({rule.name}.md)" in (REFERENCE / "rules" / "index.md").read_text()


def test_every_hazard_has_a_row() -> None:
    keys = [row["key"] for row in ROWS]
    assert keys == [*map(str, range(1, 89)), *(f"D{number}" for number in range(1, 79))]


@pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
def test_hazard_has_rules_that_exist_or_a_reason(row: Row) -> None:
    assert set(row.get("rules", ())) <= RULES.keys()
    assert bool(row.get("rules")) != bool(row.get("none")) or row.get("gap")


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("rules")], ids=lambda row: row["key"])
def test_rules_of_a_hazard_find_its_examples(row: Row) -> None:
    named = JUDGES_MIGRATIONS & set(row["rules"])
    examples = row.get("examples", ())
    found = [found_in(example, row.get("given", "")) & named for example in examples]
    assert all(found), f"An example that no rule of the row finds: {examples}"
    assert set().union(*found) == named


def found_in(example: Mapping[str, str], given: str) -> set[str]:
    """The rules that find something in an example of docs/hazards."""
    settings = conf.read({"METADATA": {"reason": {"required": True}, "ticket": {"pattern": "[A-Z]+-[0-9]+"}}})[0]
    case = Case(body(example), target=example.get("target", "postgresql 16"), given=given, settings=settings)
    findings = case.findings(*(RULES[name] for name in JUDGES_MIGRATIONS))
    assert not [finding.message for finding in findings if finding.subject == "rule-stopped"]
    assert "says" not in example or any(example["says"] in finding.message + finding.effect for finding in findings)
    return {finding.rule for finding in findings}


def body(example: Mapping[str, str]) -> str:
    """The body of a migration: written out, or made of operations, SQL or the code of one function."""
    if "body" in example:
        return example["body"]
    if "code" in example:
        function = f"def forward(apps, schema_editor):\n    {example['code']}\n\n"
        return f"{function}operations = [migrations.RunPython(forward, forward)]"
    operations = example.get("operations") or f"migrations.RunSQL({example.get('sql')!r}, 'SELECT 1')"
    return f"operations = [\n    {operations},\n]"


def test_settings_that_are_said_to_be_unused_are_unused() -> None:
    meanings = tomllib.loads((ROOT / "docs" / "settings.toml").read_text(encoding="utf-8"))
    package = (ROOT / schemaguard.__name__).rglob("*.py")
    code = "\n".join(path.read_text() for path in package if path.name != "conf.py")
    for key, name in conf.KEYS.items():
        is_read = re.search(rf"(settings|load\(\)|\[0\])\.{name}\b", code) is not None
        assert is_read == bool(meanings[key]["used_by"]), key
