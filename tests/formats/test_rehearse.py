"""The formats for rehearsals: valid for the machine that reads them, and holding everything that was found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from schemaguard.exceptions import BadInput
from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.rehearsals import Again, Lost, MigrationRehearsal, Outcome, RehearsalReport, Verdict
from tests.formats.rehearsals import (
    BACK_FAILS,
    DECLARED,
    DOCUMENTS,
    FAILS,
    GREEN,
    HEAD,
    INITIAL,
    LEFTOVER,
    LOSSY,
    NO_OP,
    NONE,
    ONE,
    ORDERED,
    REPORTS,
    RESIDUE,
    SEVERAL,
    SHOP,
    SKIPPED,
    UNDECLARED,
    about,
)

DOCS = Path(__file__).parents[2] / "docs/reference"
JSON = json.loads((DOCS / "rehearse.schema.json").read_text(encoding="utf-8"))
FINDING = json.loads((DOCS / "check.schema.json").read_text(encoding="utf-8"))["$defs"]
NAMES = ("html", "json", "junit", "markdown", "text")


def rendered(report: RehearsalReport) -> Any:
    """The JSON, read."""
    return json.loads(registry.render("json", report, Style()))


def test_the_formats_are_found() -> None:
    assert registry.names("rehearse") == NAMES


def test_formats_of_another_report_are_unknown() -> None:
    with pytest.raises(BadInput, match="There is no format 'sarif'"):
        registry.render("sarif", ONE, Style())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_renders_the_same_text_each_time(name: str, report: RehearsalReport) -> None:
    first = registry.render(name, report, Style())
    assert first == registry.render(name, report, Style())
    assert first and not first.endswith("\n")
    first.encode()


#: Words that every format has about a migration.
WORDS = {
    "lossy": (LOSSY, ("lossy", "0003_note", "shop_voucher", "shop_log")),
    "residue": (LEFTOVER, ("residue", "order_status", "total_not_negative", "shop_voucher")),
    "no-op": (NO_OP, ("no-op", "UNIQUE constraint failed: shop_order.id")),
    "irreversible": (UNDECLARED, ("irreversible", "0007_purge_more")),
    "failed-reverse": (BACK_FAILS, ("failed-reverse", "no such column")),
    "failed-forward": (FAILS, ("failed-forward", "NOT NULL constraint failed")),
    "skipped": (SKIPPED, ("skipped", "It comes after shop.0009_wrong")),
    "head": (HEAD, ("lossy", "stock_item")),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("migration", "words"), WORDS.values(), ids=WORDS)
def test_no_format_loses_anything(name: str, migration: MigrationRehearsal, words: tuple[str, ...]) -> None:
    text = " ".join(registry.render(name, about(migration), Style(width=200)).split())
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_steering_characters_do_not_get_through(name: str) -> None:
    assert any("\x1b" in lost.column for lost in LOSSY.step.lost) if LOSSY.step else False
    assert "\x1b" not in registry.render(name, ONE, Style())


@pytest.mark.parametrize("name", NAMES)
def test_half_a_pair_of_surrogates_can_be_written(name: str) -> None:
    """Python reads a byte of a file's name that is no UTF-8 as one."""
    registry.render(name, about(replace(FAILS, path="b\udcff.py", app="\udcff")), Style()).encode()


# What counts

#: A column that is dropped for good.
MEANT = Outcome(Verdict.LOSSY, lost=(Lost("shop_order", "note", 3),), declared=True)
COUNTS = [
    (INITIAL, Verdict.RESTORED),
    (SKIPPED, Verdict.SKIPPED),
    (DECLARED, Verdict.SKIPPED),
    (UNDECLARED, Verdict.IRREVERSIBLE),
    (LEFTOVER, Verdict.RESIDUE),
    (replace(INITIAL, again=Again.DIFFERENT), Verdict.RESIDUE),
    (replace(INITIAL, again=Again.FAILED), Verdict.FAILED_REVERSE),
    (LOSSY, Verdict.LOSSY),
    (replace(LOSSY, again=Again.DIFFERENT), Verdict.LOSSY),
    (NO_OP, Verdict.FAILED_REVERSE),
    (HEAD, Verdict.LOSSY),
    (FAILS, Verdict.FAILED_FORWARD),
    (MigrationRehearsal("shop", "0001", None), Verdict.SKIPPED),
    (replace(INITIAL, step=MEANT), Verdict.SKIPPED),
    (replace(INITIAL, step=replace(MEANT, residue=RESIDUE)), Verdict.RESIDUE),
    (replace(INITIAL, step=MEANT, head=Outcome(Verdict.LOSSY)), Verdict.LOSSY),
    (replace(INITIAL, step=MEANT, again=Again.FAILED), Verdict.FAILED_REVERSE),
    (replace(LOSSY, foreign=True), Verdict.SKIPPED),
    (replace(INITIAL, foreign=True, again=Again.FAILED), Verdict.SKIPPED),
    (replace(FAILS, foreign=True), Verdict.FAILED_FORWARD),
]


@pytest.mark.parametrize(("migration", "verdict"), COUNTS)
def test_what_a_migration_counts_as(migration: MigrationRehearsal, verdict: Verdict) -> None:
    assert migration.counts_as is verdict
    assert migration.fails() == (verdict.rank > Verdict.SKIPPED.rank)
    assert migration.fails(verdict)
    assert not migration.fails(None)


def test_the_worse_reversal_counts() -> None:
    bad, good = Outcome(Verdict.LOSSY), Outcome(Verdict.RESTORED)
    assert replace(INITIAL, step=bad, head=good).worse is bad
    assert replace(INITIAL, step=good, head=bad).worse is bad
    assert replace(INITIAL, step=replace(good, notes=("names",)), head=good).worse != good


def test_what_was_not_tried_says_nothing_beside_what_was() -> None:
    untried = Outcome(Verdict.SKIPPED, why="shop.0009 comes after it, and cannot be taken back.")
    found = replace(INITIAL, head=untried)
    assert (found.verdict, found.counts_as, found.fails()) == (Verdict.RESTORED, Verdict.SKIPPED, False)
    assert found.fails(Verdict.SKIPPED), "Who wants all of it to be proven hears of it."
    assert replace(INITIAL, step=None, head=untried).verdict is Verdict.SKIPPED


def test_every_verdict_has_a_remedy() -> None:
    for item in (*SHOP.migrations, replace(INITIAL, again=Again.FAILED), replace(INITIAL, again=Again.DIFFERENT)):
        assert bool(item.remedy) == (item.fails() or item is SKIPPED), item


# JSON


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_json_follows_its_schema(report: RehearsalReport) -> None:
    jsonschema.Draft202012Validator.check_schema(JSON)
    jsonschema.validate(rendered(report), JSON)


@pytest.mark.parametrize("part", ["extra", "verdict", "lost", "databases"])
def test_the_schema_refuses_what_is_not_so(part: str) -> None:
    document = rendered(SEVERAL if part == "databases" else ONE)
    if part == "extra":
        document["migrations"][0]["extra"] = 1
    elif part == "verdict":
        document["migrations"][0]["step"]["verdict"] = "fine"
    elif part == "lost":
        del document["migrations"][2]["lost"][0]["rows"]
    else:
        document["databases"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, JSON)


def test_json_holds_the_contract() -> None:
    document = rendered(ONE)
    assert {key: document[key] for key in list(document)[:9]} == {
        "format": 1,
        "command": "rehearse",
        "database": "default",
        "vendor": "postgresql",
        "server": "PostgreSQL 18.1",
        "source": "staging",
        "rows": 1000,
        "mode": "both",
        "seconds": 4.5,
    }
    assert list(document)[9:] == ["migrations", "summary", "notes"]
    found = {item["migration"]: item for item in document["migrations"]}
    ordered = found["0002_order"]
    assert {key: ordered["forward"][key] for key in ("seconds", "statements", "rewrites", "scans")} == {
        "seconds": 0.8125,
        "statements": 2,
        "rewrites": ["shop_order"],
        "scans": ["shop_line"],
    }
    assert ordered["forward"]["locks"][0] == {"table": "shop_order", "mode": "AccessExclusiveLock"}
    assert ordered["forward"]["trace"][0]["line"] == 12
    assert (ordered["verdict"], ordered["again"], ordered["error"]) == ("restored", "same", None)
    assert ordered["notes"][:2] == ["column-order", "names"]
    assert ordered["findings"][0]["rule"] == "not-null-column-without-database-default"
    assert found["0003_note"]["lost"][:2] == [
        {"table": "shop_order", "column": "note", "rows": 3, "at_least": False, "example": "7"},
        {"table": "shop_voucher", "column": None, "rows": 1, "at_least": False, "example": "4"},
    ]
    assert found["0003_note"]["left"] == [{"table": "shop_order", "column": None, "rows": 2, "example": "9"}]
    assert found["0004_residue"]["residue"][1]["left"] == {"type": "numeric(8,2)"}
    assert found["0004_residue"]["residue"][1]["right"] == {"type": "numeric(10,2)"}
    assert found["0004_residue"]["left"][1]["column"] == "slug"
    assert found["0004_residue"]["again_changes"][0]["kind"] == "drop_index"
    assert found["0006_purge"]["declared"] is True
    assert (found["0008_unique"]["error"]["line"], found["0008_unique"]["error"]["operation"]) == (20, 0)
    hidden = found["0002_hidden"]
    assert (hidden["verdict"], hidden["step"]["verdict"], hidden["head"]["verdict"]) == ("lossy", "restored", "lossy")
    assert hidden["lost"] == hidden["head"]["lost"] and not hidden["step"]["lost"]


def test_json_counts() -> None:
    assert rendered(ONE)["summary"] == {
        "migrations": 11,
        "restored": 2,
        "skipped": 1,
        "irreversible": 2,
        "residue": 1,
        "no-op": 1,
        "lossy": 2,
        "failed-reverse": 1,
        "failed-forward": 1,
        "again": {"same": 4, "different": 1, "failed": 1, "not-run": 5},
    }


def test_several_databases_are_a_list_of_the_same() -> None:
    """So that ``document.get("databases", [document])`` is all of them, however many there are."""
    several, one = rendered(SEVERAL), rendered(ONE)
    assert [item["database"] for item in several["databases"]] == ["default", "documents"]
    assert "migrations" not in several and "databases" not in one
    shop = several["databases"][0]
    assert {key: value for key, value in one.items() if key in shop} == {**shop, "notes": one["notes"]}
    assert several["summary"]["migrations"] == 12
    assert rendered(NONE)["databases"] == []


def test_findings_are_those_of_check() -> None:
    for migration in rendered(ONE)["migrations"]:
        for finding in migration["findings"]:
            jsonschema.validate(finding, {"$ref": "#/$defs/finding", "$defs": FINDING})


# JUnit


def test_junit_has_a_case_for_each_migration_and_database() -> None:
    root = ElementTree.fromstring(registry.render("junit", SEVERAL, Style()))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("12", "7", "0")
    shop, documents = root.findall("testsuite")
    assert (shop.get("tests"), shop.get("failures"), shop.get("skipped"), shop.get("time")) == ("11", "7", "1", "4.500")
    assert (documents.get("name"), documents.get("failures")) == ("schemaguard rehearse documents", "0")
    cases = {case.get("name", ""): case for case in shop}
    assert list(cases) == [migration.migration for migration in SHOP.migrations]
    assert cases["0001_initial"].get("classname") == "shop" and not list(cases["0001_initial"])
    assert [name for name, case in cases.items() if case.find("failure") is not None] == [
        migration.migration for migration in SHOP.migrations if migration.fails()
    ]
    skipped = cases["0010_after"].find("skipped")
    assert skipped is not None and skipped.get("message") == "It comes after shop.0009_wrong, which does not run."
    output = cases["0006_purge"].find("system-out")
    assert output is not None and "and says so in its file" in (output.text or "")


def test_junit_says_what_is_lost() -> None:
    root = ElementTree.fromstring(registry.render("junit", about(LOSSY), Style()))
    failure = root.find(".//failure")
    assert failure is not None and failure.get("type") == "lossy"
    assert (failure.get("message") or "").startswith(
        "3 rows of shop_order lost their value in note, for example the one with the key 7."
    )
    assert (failure.text or "").startswith("lossy: shop.0003_note on default (PostgreSQL 18.1)\n")


@pytest.mark.parametrize(
    ("migration", "message"),
    [
        (replace(INITIAL, again=Again.DIFFERENT), "Going forward again, after the reverse, gives other rows than the first time."),
        (replace(LEFTOVER, step=replace(Outcome(Verdict.RESIDUE)), again=Again.SAME), "After the reverse the schema is not as before"),
        (BACK_FAILS, "It cannot be reversed: OperationalError"),
    ],
)  # fmt: skip
def test_junit_has_a_message(migration: MigrationRehearsal, message: str) -> None:
    failure = ElementTree.fromstring(registry.render("junit", about(migration), Style())).find(".//failure")
    assert failure is not None and message in (failure.get("message") or "")


def test_green_ones_pass_everywhere() -> None:
    assert not GREEN.fails() and not DOCUMENTS.migrations[0].fails() and not ORDERED.fails()
    assert 'failures="0"' in registry.render("junit", GREEN, Style())
    assert "Rehearsal passed" in registry.render("markdown", GREEN, Style())
    assert "<h1>Rehearsal of default passed</h1>" in registry.render("html", GREEN, Style())
