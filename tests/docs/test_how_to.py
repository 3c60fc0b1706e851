"""The how-tos work: their steps are run in a copy of the sample project."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from tests.docs.pages import ROOT, blocks
from tests.docs.project import Reader, shop

#: What a branch adds: an index that blocks writes on PostgreSQL.
INDEX = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "Couriers look up shipments by their order."

    dependencies = [("shipping", "0008_parcel_tracking_idx")]

    operations = [
        migrations.AddIndex("shipment", models.Index(fields=["order"], name="shipment_order_idx")),
    ]
"""

SUPPLIER = """

class Supplier(models.Model):
    name = models.CharField(max_length=100)
"""


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return shop(tmp_path)


def names_in(text: str) -> set[str]:
    """The rules whose errors a text shows."""
    return set(re.findall(r"^  error  ([a-z-]+)\s+SG", text, re.MULTILINE))


def configuration(page: str) -> Any:
    """The first block of YAML."""
    return yaml.safe_load(next(block.text for block in blocks(f"docs/how-to/{page}.md") if block.language == "yaml"))


def schemaguard_steps(steps: list[str]) -> list[str]:
    """The commands that are ours; installing and uploading are not."""
    return [step for step in steps if "manage.py schemaguard" in step]


def branch(reader: Reader) -> None:
    """Commit a new migration, and edit one that is released."""
    reader.write("sample_project/shipping/migrations/0009_shipment_order_idx.py", INDEX)
    released = reader.root / "sample_project/shipping/migrations/0008_parcel_tracking_idx.py"
    text = released.read_text()
    assert "parcel_tracking_idx" in text
    released.write_text(text.replace("parcel_tracking_idx", "parcel_track_idx"))
    reader.must("git add --all && git commit --quiet --message 'An index'")


def test_github_actions(reader: Reader) -> None:
    branch(reader)
    steps = configuration("github-actions")["jobs"]["check"]["steps"]
    everything, changes = schemaguard_steps([step.get("run", "") for step in steps])

    text = reader.must(everything, code=1)
    sarif = json.loads((reader.root / uploaded(steps)).read_text())
    assert sarif["version"] == "2.1.0"
    assert {"SG101", "SG201"} <= {result["ruleId"] for result in sarif["runs"][0]["results"]}
    assert re.search(r"^\d+ migrations checked: \d+ errors", text, re.MULTILINE)

    annotations = reader.must(changes, code=1, GITHUB_BASE_REF="main").splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in annotations)
    assert any("0009_shipment_order_idx.py" in line and "create-index-locks-table" in line for line in annotations)
    assert any("released-migration-edited" in line for line in annotations)
    assert not any("drop-column" in line for line in annotations)


def uploaded(steps: list[dict[str, Any]]) -> str:
    """The file that the upload step takes."""
    (name,) = (step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", ""))
    return str(name)


def test_gitlab_ci(reader: Reader) -> None:
    branch(reader)
    jobs = configuration("gitlab-ci")
    everything = jobs["schemaguard"]
    (script,) = schemaguard_steps(everything["script"])
    reader.must(script, code=1)

    reports = everything["artifacts"]["reports"]
    quality = json.loads((reader.root / reports["codequality"]).read_text())
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= quality[0].keys()
    assert len({entry["fingerprint"] for entry in quality}) == len(quality)
    suites = ElementTree.parse(reader.root / reports["junit"]).getroot()
    assert suites.findall(".//testcase/failure")

    base = reader.must("git rev-parse origin/main").strip()
    (script,) = schemaguard_steps(jobs["schemaguard changes"]["script"])
    text = reader.must(script, code=1, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert names_in(text) == {"create-index-locks-table", "released-migration-edited"}


def test_pre_commit_hook(reader: Reader) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (command,) = (block for block in blocks("docs/how-to/pre-commit.md") if block.mark == "run")
    assert command.text.strip() == hook["entry"]
    assert configuration("pre-commit")["repos"][0]["hooks"] == [{"id": hook["id"]}]
    assert reader.must(hook["entry"]).startswith("0 migrations checked")

    name = "sample_project/shipping/migrations/0009_shipment_order_idx.py"
    reader.write(name, INDEX)
    reader.must(f"git add {name}")
    assert re.search(hook["files"], name)
    text = reader.must(hook["entry"], code=int(command.value))
    assert names_in(text) == {"create-index-locks-table"}
    assert "1 migration checked" in text


def test_adopt_on_an_old_project(reader: Reader) -> None:
    reader.follow(blocks("docs/how-to/adopt-on-an-old-project.md"))
    assert re.search(r"0 errors, 0 warnings, 0 notices;[\s\w;]+in the\s+baseline", reader.output)
    reader.write("sample_project/shipping/migrations/0009_shipment_order_idx.py", INDEX)
    text = reader.must("python manage.py schemaguard check --offline", code=1)
    assert names_in(text) == {"create-index-locks-table", "models-without-migration"}


def test_silence_a_finding(reader: Reader) -> None:
    page = blocks("docs/how-to/silence-a-finding.md")
    (migration,) = (block for block in page if block.mark == "migration")
    reader.write("sample_project/loyalty/migrations/0013_silent.py", migration.text)
    reader.output = reader.must("python manage.py schemaguard check loyalty 0013 --offline")
    reader.follow(page)


def test_change_reasons(reader: Reader) -> None:
    page = blocks("docs/how-to/change-reasons.md")
    models = reader.root / "sample_project/catalogue/models.py"
    models.write_text(models.read_text() + SUPPLIER)
    reader.follow(block for block in page if block.mark == "settings")
    reader.follow(block for block in page if block.mark == "run")
    (written,) = (reader.root / "sample_project/catalogue/migrations").glob("0014_*.py")
    assert 'reason = "Reordering has to know who delivers what."' in written.read_text()
    assert 'ticket = "SHOP-77"' in written.read_text()

    models.write_text(models.read_text().replace("max_length=100)\n", "max_length=101)\n"))
    refused = reader.run('python manage.py schemaguard make catalogue --reason "Names may be longer now, by one."')
    assert refused.returncode == 2
    assert "ticket" in refused.stderr


def test_several_databases(reader: Reader) -> None:
    reader.follow(blocks("docs/how-to/several-databases.md"))
    text = reader.must("python manage.py schemaguard check loyalty 0010 --offline --database archive", code=1)
    assert "on archive" in text
    assert "on default" not in text


def test_compare_environments(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGING_URL", "sqlite:///staging.sqlite3")
    reader.must("python manage.py migrate -v0 && cp db.sqlite3 staging.sqlite3")
    with closing(sqlite3.connect(reader.root / "staging.sqlite3")) as staging:
        staging.execute("CREATE TABLE audit_log (id integer)")
        staging.execute("DROP INDEX address_country_code_idx")
        staging.execute("ALTER TABLE shipping_parcel ADD COLUMN weight_kg integer")
    reader.follow(blocks("docs/how-to/compare-environments.md"))


def test_preflight(reader: Reader) -> None:
    reader.must("python manage.py migrate -v0")
    with closing(sqlite3.connect(reader.root / "db.sqlite3")) as live:
        live.execute("INSERT INTO shipping_carrier (id, code, name) VALUES (1, 'post', 'Post'), (2, 'mail', 'Post')")
        live.commit()
    reader.follow(blocks("docs/how-to/preflight.md"))
    assert "duplicates-before-unique" in (reader.root / "preflight.md").read_text()


def test_find_drift(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(reader.root / ".cache"))
    reader.must("python manage.py migrate -v0")
    with closing(sqlite3.connect(reader.root / "db.sqlite3")) as live:
        live.execute("ALTER TABLE shipping_parcel ADD COLUMN weight_lb integer")
        live.execute("DELETE FROM django_migrations WHERE name = '0008_parcel_tracking_idx'")
        live.commit()
    reader.follow(blocks("docs/how-to/find-drift.md"))


def test_write_a_rule(reader: Reader) -> None:
    reader.follow(blocks("docs/how-to/write-a-rule.md"))
    assert "float-for-money" in reader.must("python manage.py schemaguard rules money")
    money = INDEX.replace(
        'migrations.AddIndex("shipment", models.Index(fields=["order"], name="shipment_order_idx"))',
        'migrations.AddField("shipment", "refund_amount", models.FloatField(null=True))',
    )
    reader.write("sample_project/shipping/migrations/0009_shipment_refund.py", money)
    text = reader.must("python manage.py schemaguard check shipping 0009 --offline", code=1)
    assert "shipping_shipment.refund_amount keeps money as double precision." in text


@pytest.mark.skipif(find_spec("schemaguard.actions.rehearse") is None, reason="There is nothing behind the verb yet.")
def test_rehearse(reader: Reader) -> None:
    reader.follow(blocks("docs/how-to/rehearse.md"))
    pages = [yaml.safe_load(block.text) for block in blocks("docs/how-to/rehearse.md") if block.language == "yaml"]
    branch_job, staging_job = (page["jobs"]["rehearse"]["steps"] for page in pages if "jobs" in page)
    (gitlab_job,) = (page["rehearse"] for page in pages if "rehearse" in page)
    reader.must("git add --all && git commit --quiet --message 'Drop a column'")
    (command,) = schemaguard_steps([step.get("run", "") for step in branch_job])
    assert "lossy" in reader.must(command, code=1, GITHUB_BASE_REF="main")
    assert (reader.root / "rehearsal.html").exists() and (reader.root / "rehearsal.md").exists()
    (command,) = gitlab_job["script"]
    assert "lossy" in reader.must(command, code=1, CI_MERGE_REQUEST_DIFF_BASE_SHA="main")
    assert all((reader.root / file).exists() for file in (*gitlab_job["artifacts"]["paths"], "rehearsal.xml"))

    reader.must("python manage.py migrate -v0 && python manage.py migrate -v0 customers 0014")
    (command,) = schemaguard_steps([step.get("run", "") for step in staging_job])
    reader.must(command)  # There are no customers, so nothing can be lost.
    cases = ElementTree.parse(reader.root / "rehearsal.xml").getroot().iter("testcase")
    assert [case.get("name") for case in cases] == ["0015_drop_phone"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with everything but the last index of shipping, and with a user who may do anything."""
    made = shop(tmp_path_factory.mktemp("migrated"))
    user = "from django.contrib.auth import get_user_model as g; g().objects.create_superuser('ada', '{}', 'secret')"
    made.must(f'python manage.py migrate -v0 && python manage.py shell -c "{user.format("tests@example.org")}"')
    with closing(sqlite3.connect(made.root / "db.sqlite3")) as live:
        live.execute("DROP INDEX parcel_tracking_idx")
        live.execute("DELETE FROM django_migrations WHERE name = '0008_parcel_tracking_idx'")
        live.commit()
    return (made.root / "db.sqlite3").read_bytes()


@pytest.fixture(scope="module")
def current(migrated: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same with that index, and with a customer who can be called."""
    made = shop(tmp_path_factory.mktemp("current"))
    (made.root / "db.sqlite3").write_bytes(migrated)
    made.must("python manage.py migrate -v0 shipping")
    with closing(sqlite3.connect(made.root / "db.sqlite3")) as live:
        live.execute(
            "INSERT INTO customers_customer (id, email, first_name, last_name, created_at, number, phone)"
            " VALUES (1, 'ada@example.org', 'Ada', 'Byron', '2026-01-01', 'B-1', '+49 170 1234567')"
        )
        live.commit()
    return (made.root / "db.sqlite3").read_bytes()


def test_plan(reader: Reader, current: bytes) -> None:
    (reader.root / "db.sqlite3").write_bytes(current)
    reader.follow(blocks("docs/how-to/plan.md"))
    assert json.loads((reader.root / "plan.json").read_text())["phase"] == "expand"
    assert (reader.root / "plan.md").read_text().startswith("## Plan for local")


def test_apply(reader: Reader, current: bytes) -> None:
    (reader.root / "db.sqlite3").write_bytes(current)
    reader.follow(blocks("docs/how-to/apply.md"))
    assert ask(reader, "SELECT segment FROM customers_customer") == [("business",)]
    done = json.loads(reader.must("python manage.py schemaguard rollback customers 0016 --format json", code=1))
    jsonschema.validate(done, json.loads((ROOT / "docs/reference/run.schema.json").read_text()))
    assert [refusal.rpartition(" ")[2] for refusal in done["refusals"]] == ["customers_customer.segment"]


def test_rollback(reader: Reader, current: bytes) -> None:
    (reader.root / "db.sqlite3").write_bytes(current)
    reader.follow(blocks("docs/how-to/rollback.md"))
    assert "mobile" not in str(ask(reader, "SELECT sql FROM sqlite_master WHERE name = 'customers_customer'"))
    done = json.loads(reader.must("python manage.py schemaguard apply --format json"))
    jsonschema.validate(done, json.loads((ROOT / "docs/reference/run.schema.json").read_text()))
    assert [item["migration"] for item in done["migrations"]] == ["0015_customer_mobile", "0016_copy_phone"]
    assert ask(reader, "SELECT mobile FROM customers_customer") == [("+49 170 1234567",)]


def ask(reader: Reader, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(reader.root / "db.sqlite3")) as live:
        return live.execute(sql).fetchall()


def test_approve(reader: Reader, migrated: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The author is tests <tests@example.org>, whose address ada has."""
    (reader.root / "db.sqlite3").write_bytes(migrated)
    monkeypatch.setenv("SCHEMAGUARD_PASSWORD", "secret")
    reader.follow(blocks("docs/how-to/approve.md"))


def test_status(reader: Reader, migrated: bytes) -> None:
    (reader.root / "db.sqlite3").write_bytes(migrated)
    reader.follow(blocks("docs/how-to/status.md"))


def test_history(reader: Reader) -> None:
    reader.follow(blocks("docs/how-to/history.md"))
    assert "unbroken" in reader.output
    text = (reader.root / "history.csv").read_text()
    assert "orders" in text and "git_commit" in text
    commit = reader.must("git rev-parse HEAD").strip()
    assert f",{commit},change," in text, "The ledger knows the code that ran."


def test_every_how_to_is_run() -> None:
    names = {path.stem.replace("-", "_") for path in (ROOT / "docs/how-to").glob("*.md")}
    tests = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert names <= tests | {"pre_commit"}
