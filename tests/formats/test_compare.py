"""The formats for comparisons: valid for the machine that reads them, and holding everything that differs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemaguard.exceptions import BadInput
from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, Difference
from schemaguard.schema.objects import Column, Index, Table
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.schema.weights import Weight
from tests.formats import comparisons
from tests.formats.comparisons import DRIFT, EQUAL, FULL, HOSTILE, UNKNOWN

HERE = Path(__file__).parent
SARIF = json.loads((HERE / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
JSON = json.loads((HERE.parents[1] / "docs/reference/compare.schema.json").read_text(encoding="utf-8"))

REPORTS = {"full": FULL, "drift": DRIFT, "equal": EQUAL, "unknown": UNKNOWN}
NAMES = ("html", "json", "markdown", "sarif", "text")


def rendered(name: str, report: ComparisonReport = FULL) -> Any:
    """A format of JSON, read."""
    return json.loads(registry.render(name, report, Style()))


def test_the_formats_are_found() -> None:
    assert set(NAMES) <= set(registry.names("compare"))


def test_an_unknown_format_has_the_nearest_name() -> None:
    with pytest.raises(BadInput, match=r"There is no format 'markdwn'. Did you mean 'markdown'\?"):
        registry.render("markdwn", FULL, Style())


def test_formats_of_another_report_are_unknown() -> None:
    with pytest.raises(BadInput, match="There is no format 'junit'"):
        registry.render("junit", FULL, Style())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_renders_the_same_text_each_time(name: str, report: ComparisonReport) -> None:
    first = registry.render(name, report, Style())
    assert first == registry.render(name, report, Style())
    assert not first.endswith("\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", range(len(DRIFT.differences)))
def test_no_format_loses_a_difference(name: str, number: int) -> None:
    difference = DRIFT.differences[number]
    database = replace(DRIFT.databases[0], differences=(difference,), renames=())
    text = registry.render(name, replace(DRIFT, databases=(database,)), Style())
    subject = difference.object.rpartition(".")[2] if difference.change else difference.object
    assert (subject if HOSTILE not in subject else "alert(1)") in text
    assert difference.weight.value in text or (name == "sarif" and difference.weight.value == "info")
    assert (difference.migration or "") in text


@pytest.mark.parametrize("name", NAMES)
def test_steering_characters_of_names_do_not_get_through(name: str) -> None:
    assert "\x1b" in FULL.databases[0].right.all("enum")[0].labels[2]
    assert "\x1b" not in registry.render(name, FULL, Style())


def large(count: int) -> ComparisonReport:
    """Five differences for each table."""
    columns = (Column("id", "bigint"), Column("a", "varchar(10)"))
    old = [Table(f"old_{number}", columns=columns, indexes=(Index("i", ("a",)),)) for number in range(count)]
    other = tuple(column._replace(type="text", nullable=False) for column in columns)
    changed = [table._replace(columns=other, indexes=()) for table in old]
    added = [Table(f"new_{number}", columns=columns) for number in range(2 * count)]
    left, right = (SchemaSnapshot.of("postgresql", items) for items in (old, [*changed, *added]))
    report = comparisons.report(comparisons.database("default", left, right))
    assert len(report.differences) == 5 * count
    return report


@pytest.mark.parametrize("name", NAMES)
def test_a_long_report_is_shown_whole(name: str) -> None:
    report = large(60)
    shown = registry.render(name, report, Style())
    assert [item.object for item in report.differences if item.object.rpartition(".")[2] not in shown] == []


# JSON


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_json_follows_its_schema(report: ComparisonReport) -> None:
    jsonschema.Draft202012Validator.check_schema(JSON)
    jsonschema.validate(rendered("json", report), JSON)


def test_json_holds_the_contract() -> None:
    document = rendered("json")
    assert list(document)[:6] == ["format", "command", "left", "right", "equal", "changes"]
    assert (document["format"], document["command"], document["equal"]) == (1, "compare", False)
    assert document["left"] == {"name": "staging", "fingerprint": "a" * 64}
    assert document["summary"] == {"errors": 15, "warnings": 3, "infos": 1, "unknown": 1, "ignored": 2}
    assert document["databases"][0] == {
        "alias": "default",
        "vendor": "postgresql",
        "left_server": "postgresql",
        "left_version": "18",
        "right_server": "postgresql",
        "right_version": "16",
    }
    changes = {change["object"]: change for change in document["changes"]}
    assert {key: value for key, value in changes["shop_order.total"].items() if key != "effect"} == {
        "kind": "alter_column",
        "object": "shop_order.total",
        "database": "default",
        "left": {"type": "numeric(8,2)", "nullable": False, "default": ""},
        "right": {"type": "numeric(10,2)", "nullable": True, "default": "0"},
        "fields": ["type", "nullable", "default"],
        "severity": "error",
        "detail": "numeric(8,2) -> numeric(10,2); NOT NULL -> NULL; default none -> 0",
        "side": None,
        "migration": None,
    }
    assert changes["shop_order.note"]["right"] is None
    assert changes["shop_order.note"]["left"]["comment"] == "what the customer wrote"
    assert [change["object"] for change in document["unknown"]] == ["shop_secret"]
    assert document["possible_renames"] == [
        {"database": "default", "kind": "column", "left": "shop_order.note", "right": "shop_order.remark"}
    ]
    assert document["notes"][1].startswith("default: The right side")
    assert document["ignored"][0] == {
        "database": "default",
        "object": "audit_entry",
        "reason": "owned by the audit tool",
    }


def test_json_of_drift_says_who_is_wrong() -> None:
    changes = rendered("json", DRIFT)["changes"]
    assert {change["side"] for change in changes} == {"live", "recorder", "models"}
    assert changes[0]["migration"] == "shop.0007_total"
    history = changes[-2]
    assert (history["kind"], history["left"], history["right"], history["fields"]) == (
        "unknown_migration",
        None,
        None,
        [],
    )


def test_json_of_equal_ones_is_short() -> None:
    document = rendered("json", EQUAL)
    assert document["equal"] is True
    assert document["changes"] == document["unknown"] == document["possible_renames"] == document["notes"] == []


# SARIF


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_sarif_follows_the_standard(report: ComparisonReport) -> None:
    jsonschema.Draft4Validator(SARIF).validate(rendered("sarif", report))


def test_sarif_names_objects() -> None:
    (run,) = rendered("sarif")["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    (total,) = (result for result in run["results"] if "shop_order.total:" in result["message"]["text"])
    assert total["level"] == "error"
    assert total["locations"][0]["logicalLocations"] == [
        {"name": "total", "fullyQualifiedName": "default/shop_order.total", "kind": "column"}
    ]
    unknown = [result for result in run["results"] if result["kind"] == "review"]
    assert [result["level"] for result in unknown] == ["none"]
    prints = [result["partialFingerprints"]["schemaguard/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == len(FULL.differences) + 1


def test_a_rule_has_the_level_of_its_heaviest_change() -> None:
    light = Difference("alter_index", "a.b", Weight.INFO, "x")
    heavy = replace(light, object="a.c", weight=Weight.ERROR)
    database = replace(comparisons.SHOP, differences=(light, heavy), unknown=())
    (run,) = rendered("sarif", comparisons.report(database))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert [result["level"] for result in run["results"]] == ["note", "error"]


@pytest.mark.parametrize("name", registry.names("compare"))
def test_a_file_name_that_is_no_utf_8_can_be_written(name: str) -> None:
    """Python reads such a byte as half a pair of surrogates, which UTF-8 cannot hold."""
    text = registry.render(name, replace(FULL, left="b\udcff.json"), Style())
    text.encode()
    assert "udcff" in text or name == "sarif"  # which does not name the sides.
    if name == "json":
        assert json.loads(text)["left"]["name"] == "b\udcff.json"
