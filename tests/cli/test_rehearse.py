"""The options of ``rehearse``, what they ask for, and the exit code. What is rehearsed is not: the action is replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import on_a_terminal
from tests.projects import Project, shop

#: Takes the place of the action: writes down what it was asked, and gives back a report that is named in a file.
STUB = """
import sys, types

def rehearse(request):
    import dataclasses, json, time
    from pathlib import Path
    from tests.formats import rehearsals
    fields = {field.name: getattr(request, field.name) for field in dataclasses.fields(request)}
    Path("asked.json").write_text(json.dumps({key: value for key, value in fields.items() if key != "progress"}))
    chosen = Path("report.txt").read_text() if Path("report.txt").exists() else "GREEN"
    if chosen == "slow":
        request.progress("copying rows of default", 0, 0)
        for done in range(3):
            request.progress("shop.%04d_" % done + "x" * 100, done, 3)
            time.sleep(1.2)
    found = getattr(rehearsals, chosen, rehearsals.GREEN)
    if isinstance(found, rehearsals.MigrationRehearsal):
        found = rehearsals.about(found)
    return found

stub = types.ModuleType("schemaguard.actions.rehearse")
stub.rehearse = rehearse
sys.modules[stub.__name__] = stub
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = shop(tmp_path_factory.mktemp("shop"))
    project.settings(STUB)
    return project


def asked(project: Project, *arguments: str) -> Any:
    """What the action is asked for."""
    done = project.schemaguard("rehearse", *arguments)
    assert (done.code, done.err) == (0, ""), done.err
    return json.loads(project.read("asked.json"))


DEFAULTS: dict[str, Any] = {
    "app": None,
    "migration": None,
    "scope": "pending",
    "since": None,
    "databases": [],
    "source": None,
    "rows": None,
    "all_rows": False,
    "timeout": 60.0,
    "mode": "step",
    "keep": True,
    "talk": False,
}

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("--pending", {}),
    ("shop", {"app": "shop"}),
    ("shop 0001", {"app": "shop", "migration": "0001"}),
    ("--all", {"scope": "all"}),
    ("--since main", {"scope": "since", "since": "main"}),
    ("--database a --database b", {"databases": ["a", "b"]}),
    ("--source empty --rows 5", {"source": "empty", "rows": 5}),
    ("--rows all", {"all_rows": True}),
    ("--timeout 7200", {"timeout": 7200.0}),
    (
        "--since main --source staging --rows all",
        {"scope": "since", "since": "main", "source": "staging", "all_rows": True},
    ),
    ("--mode both", {"mode": "both"}),
    ("-v 2", {"talk": True}),
]


@pytest.mark.parametrize(("arguments", "wanted"), ASKED, ids=[case[0] or "nothing" for case in ASKED])
def test_what_is_asked_for(project: Project, arguments: str, wanted: dict[str, Any]) -> None:
    assert asked(project, *arguments.split()) == {**DEFAULTS, **wanted}


REFUSED = [
    ("--all --pending", "not allowed with argument"),
    ("--all --since main", "not allowed with argument"),
    ("--rows 0", "--rows takes a number from 1 to"),
    ("--rows=-1", "or all, not '-1'"),
    ("--rows many", "or all, not 'many'"),
    ("--timeout 0", "--timeout takes a number of seconds"),
    (f"--rows {'9' * 5000}", "--rows takes a number"),
    ("--rows ٣", "--rows takes a number"),
    ("--rows all --source empty", "an empty source has none"),
    ("--rows all --all", "an empty source has none"),
    ("--rows all --since main", "an empty source has none"),
    ("--mode stpe", "Did you mean 'step'?"),
    ("--fail-on losy", "Did you mean 'lossy'?"),
    ("--fail-on restored", "--fail-on takes failed-forward, failed-reverse, lossy, no-op, residue, irreversible"),
    ("--format sarif", "Formats: html, json, junit, markdown, text."),
    ("--format html --output nodir/x.html", "directory does not exist"),
    ("shop 0001 0002", "unrecognized arguments: 0002"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[case[0][:40] for case in REFUSED])
def test_bad_input_is_one_line(project: Project, arguments: str, words: str) -> None:
    done = project.schemaguard("rehearse", *arguments.split())
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    assert words in done.err


CODES = [
    ("GREEN", "", 0),
    ("GREEN", "skipped", 0),
    ("SKIPPED", "", 0),
    ("SKIPPED", "skipped", 1),
    ("DECLARED", "", 0),
    ("DECLARED", "skipped", 1),
    ("UNDECLARED", "", 1),
    ("UNDECLARED", "residue", 0),
    ("LEFTOVER", "residue", 1),
    ("LEFTOVER", "lossy", 0),
    ("LOSSY", "lossy", 1),
    ("LOSSY", "residue", 1),
    ("LOSSY", "failed-reverse", 0),
    ("FAILS", "lossy", 1),
    ("FAILS", "never", 0),
    ("ONE", "", 1),
    ("NONE", "", 0),
]


@pytest.mark.parametrize(("report", "word", "code"), CODES)
def test_exit_codes(tmp_path: Path, report: str, word: str, code: int) -> None:
    project = shop(tmp_path)
    project.settings(STUB)
    project.write("report.txt", report)
    done = project.schemaguard("rehearse", *(["--fail-on", word] if word else []), "-v0")
    assert (done.code, done.err) == (code, "")


def test_formats_go_to_files(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(STUB)
    project.write("report.txt", "ONE")
    outputs = ["--format", "html", "--output", "r.html", "--format", "junit", "--output", "r.xml", "--format", "json"]
    done = project.schemaguard("rehearse", *outputs)
    assert done.code == 1
    assert done.json["command"] == "rehearse"
    assert project.read("r.html").startswith("<!doctype html>") and "<testsuites" in project.read("r.xml")


def test_progress_is_for_terminals(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(STUB)
    project.write("report.txt", "slow")
    piped = project.schemaguard("rehearse")
    assert piped.err == "" and "elapsed" not in piped.out

    shown = on_a_terminal(project, "rehearse", width=60).out
    lines = [line.rstrip("\r\n") for line in shown.split("\r\x1b[K")]
    progress = [line for line in lines if " elapsed" in line]
    assert progress[0] == "0:00 elapsed: copying rows of default"
    assert progress[1].startswith("[1/3] 0:00 elapsed: shop.0000_xxx")
    assert all(len(line) < 60 for line in progress)
    # It goes on while one migration runs, and estimates the rest as soon as there is something to go by.
    assert sum(line.startswith("[1/3]") for line in progress) > 1
    assert any(line.startswith("[3/3]") and " about 0:0" in line for line in progress)
    assert not any("left" in line for line in progress if line.startswith("[1/3]"))
    # At the end it is taken away.
    assert shown.rindex("\r\x1b[K") > shown.rindex(" elapsed")
