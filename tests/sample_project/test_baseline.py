"""The sample project took over its old history; what is left to see are the mistakes of one app."""

from __future__ import annotations

import json

from tests.sample_project.project import python


def test_only_the_app_with_mistakes_is_loud() -> None:
    done = python("manage.py", "schemaguard", "check", "--offline", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert {finding["app"] for finding in report["findings"]} == {"loyalty"}
    assert report["summary"]["baselined"] > 0
    assert report["summary"]["suppressed"] == 1


def test_no_entry_of_the_baseline_is_stale() -> None:
    done = python("manage.py", "schemaguard", "check", "--offline", "--format", "json")
    assert "baseline-entry-stale" not in {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
