"""The formats for what apply and rollback have done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.runs import RunReport
from tests.formats import runs
from tests.formats.runs import RUNS

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/run.schema.json").read_text(encoding="utf-8"))
NAMES = ("json", "markdown", "text")

#: What the last words of each report are in text, before the ledger.
SUMMARIES = {
    "done": "3 migrations applied on staging in 2 min 8 s.",
    "nothing": "Nothing to apply on staging.",
    "failed": "Failed: 1 migration applied on staging before that.",
    "not as said": "Failed: 0 migrations applied on staging before that.",
    "stopped": "Stopped: 0 migrations applied on staging before that.",
    "refused": "Nothing was applied: 1 in the way.",
    "dry": "Nothing was applied: this was a dry run.",
    "dry and refused": "Would be refused: 1 in the way.",
    "back": "1 migration taken back on staging in 1.2 s.",
    "not back": "Nothing was taken back: 1 in the way.",
}


def shown(name: str, report: RunReport, **style: Any) -> str:
    return registry.render(name, report, Style(**style))


def as_json(report: RunReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shown("json", report))
    return found


def test_the_formats_are_found() -> None:
    assert registry.names("run") == NAMES


@pytest.mark.parametrize("report", RUNS.values(), ids=RUNS.keys())
@pytest.mark.parametrize("name", NAMES)
def test_renders_the_same_text_each_time(name: str, report: RunReport) -> None:
    found = [shown(name, report) for _ in range(2)]
    assert found[0] == found[1]
    assert "\x1b" not in found[0]
    assert not found[0].endswith("\n")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", RUNS.values(), ids=RUNS.keys())
def test_json_follows_its_schema(report: RunReport) -> None:
    jsonschema.validate(as_json(report), SCHEMA)


def test_json_has_nothing_beside_its_schema() -> None:
    document = as_json(runs.DONE)
    assert set(document) == set(SCHEMA["properties"]) == set(SCHEMA["required"])
    migration = SCHEMA["$defs"]["migration"]
    assert set(document["migrations"][0]) == set(migration["properties"]) == set(migration["required"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "open"},
        {"run": "3f9c0a1b"},
        {"error": "It failed."},
        {"refusals": ["drop-column"]},
        {"dry_run": True},
        {"outcome": "not-run"},
        {"outcome": "failed"},
        {"command": "rollback"},
        {"ledger": {"default": "none"}},
        {"more": 1},
    ],
)
def test_the_schema_refuses_what_contradicts_itself(wrong: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(as_json(runs.DONE) | wrong)


@pytest.mark.parametrize("case", RUNS)
def test_text_and_markdown_have_a_summary(case: str) -> None:
    assert SUMMARIES[case] in shown("text", RUNS[case], width=200).splitlines()
    assert shown("markdown", RUNS[case]).startswith(f"**{SUMMARIES[case]}**")


def test_text_tells_people_everything() -> None:
    text = shown("text", runs.DONE, width=200)
    for words in (
        "done    shop.0007_order_note on default (138 ms, 1 of 1 effects seen)",
        "(2 min 5 s, 1 of 1 effects seen, 2.9 s waiting for locks, 2 tries)",
        "        Waited for pid 15287",
        "done    reviews.0002_validator on documents (138 ms)",
        "Take it back with: manage.py schemaguard rollback --run 3f9c0a1b",
        "Ledger of documents: entry 12 4429ea57b566a1a1",
    ):
        assert words in text, words
    assert "Waited" not in shown("text", runs.DONE, verbosity=0)
    failed = shown("text", runs.FAILED, width=300)
    assert "went on at operation 2" in failed
    assert runs.ERROR in failed


def test_markdown_cells_stay_in_their_cells() -> None:
    row = next(line for line in shown("markdown", runs.DONE).splitlines() if "0008" in line)
    assert row.replace("\\|", "").count("|") == 4
    assert runs.REFUSED.refusals[0] in shown("markdown", runs.REFUSED)
