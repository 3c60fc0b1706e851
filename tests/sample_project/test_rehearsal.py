"""The sample project goes forward, back and forward again; only the app of mistakes does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sample_project.project import python

#: What is wrong in the app of mistakes, from its own place in the plan.
MISTAKES = {
    "loyalty.0002_default_tiers": "no-op",
    "loyalty.0006_recompute_member_tiers": "no-op",
    "loyalty.0007_remove_member_imported_points": "lossy",
    "loyalty.0008_deactivate_winter_vouchers": "no-op",
}
#: What is lost for good in Django's own history: names of content types, which the reverse makes up.
FOREIGN = {"contenttypes.0002_remove_content_type_name": "lossy"}
#: The others have as many histories of their own in tests/rehearsal.
ENGINES = ["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.postgresql)]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'shop.sqlite3'}"


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_app_of_mistakes_fails(engine: str, request: pytest.FixtureRequest) -> None:
    """Everything about one run: it takes long."""
    url = request.getfixturevalue(engine)
    done = python("manage.py", "schemaguard", *"rehearse --all --mode both --format json".split(), DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    found = {f"{item['app']}.{item['migration']}": item for item in report["migrations"]}
    assert len(found) >= 90 and not report["summary"]["skipped"]

    wrong = {name: item["step"]["verdict"] for name, item in found.items() if item["verdict"] != "restored"}
    assert wrong == MISTAKES | FOREIGN
    assert {name for name, item in found.items() if item["counts_as"] not in ("restored", "skipped")} == set(MISTAKES)
    assert {name for name, item in found.items() if item["again"] != "same"} == set()
    assert {name for name, item in found.items() if item["head"]["verdict"] == "failed-reverse"} == set()
    assert all(item["remedy"] for name, item in found.items() if name in MISTAKES)

    points = found["loyalty.0007_remove_member_imported_points"]["lost"]
    assert [(item["table"], item["column"]) for item in points] == [("loyalty_member", "imported_points")]
    tiers = found["loyalty.0002_default_tiers"]["left"]
    assert [(item["table"], item["rows"]) for item in tiers] == [("loyalty_tier", 3)]
    # What the seeds of the project are for: both are really exercised.
    assert found["payments.0006_provider_from_reference"]["forward"]["statements"] > 6
    assert found["catalogue.0009_drop_price_cents"]["step"]["lost"] == []
