"""What migrations do while they are rehearsed reaches nothing but their scratch databases. On real servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.rehearsing import ENGINES, Live, documents, live, rows
from tests.cli.terminal import on_a_terminal
from tests.servers.mongodb import connect


@pytest.fixture(params=ENGINES, scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(request.param, tmp_path_factory.mktemp("shop")) as found:
        found.project.settings(CACHES)
        found.project.write("receiving.py", RECEIVING)
        yield found


#: A cache in files and one in a table, e-mails in files: all of them places that tests can look into.
CACHES = """
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": BASE_DIR / "cache"},
    "table": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_table"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "mails"
"""

RECEIVING = """
from django.db import connections
from django.db.models.signals import post_migrate, post_save

def write(**more):
    with connections["other"].cursor() as cursor:
        cursor.execute("INSERT INTO shop_customer (name) VALUES ('signal')")
"""

#: Goes everywhere, and looks whether it got to a scratch database. What it asserts would be a failed migration.
EVERYWHERE = """\
import threading
from pathlib import Path
from django.conf import settings
from django.core.cache import cache, caches
from django.core.mail import send_mail
from django.db import connection, connections

own = editor.connection.settings_dict["NAME"]
assert "schemaguard_scratch_" in own
assert settings.DATABASES["default"]["NAME"] == own
assert connection.settings_dict["NAME"] == connections["default"].settings_dict["NAME"] == own
found = []
def look():
    found.append(connections["default"].settings_dict["NAME"])
    found.append(settings.DATABASES["default"]["NAME"])
    connections["default"].close()
thread = threading.Thread(target=look)
thread.start()
thread.join()
assert found == [own, own], found
cache.set("key", "value")
caches["table"].set("key", "value", 60)
assert cache.get("key") == caches["table"].get("key") == "value"
send_mail("subject", "body", "a@example.org", ["b@example.org"])
apps.get_model("shop.Customer").objects.create(name="written")
assert apps.get_model("shop.Customer").objects.count() > 1
"""


def test_on_a_terminal_too(shop: Live) -> None:
    """The progress has a thread of its own."""
    if shop.engine != "sqlite":
        pytest.skip("once is enough")
    shop.pending("everywhere", EVERYWHERE, more="run")
    before = shop.everything()
    done = on_a_terminal(
        shop.project, "rehearse", "shop", "--database", "default", "--fail-on", "failed-reverse", width=80
    )
    assert done.code == 0, done.out
    assert shop.everything() == before


#: Each is one way to reach the other database.
WAYS = {
    "names": "apps.get_model('shop.Customer').objects.using('other').create(name='x')",
    "hides": """\
try:
    apps.get_model('shop.Customer').objects.using('other').create(name='x')
except Exception:
    pass""",
    "deletes": """\
from django.db import connections
with connections['other'].cursor() as cursor:
    cursor.execute('DELETE FROM shop_customer')""",
    "thread": """\
import threading
from django.db import connections
def write():
    try:
        connections['other'].cursor().execute('DELETE FROM shop_customer')
    except Exception:
        pass
thread = threading.Thread(target=write)
thread.start()
thread.join()""",
    "signal": """\
import receiving
from django.db.models.signals import post_save
post_save.connect(receiving.write)
try:
    apps.get_model('shop.Customer').objects.create(name='x')
finally:
    post_save.disconnect(receiving.write)""",
}
#: Each is one way to talk a session out of reading only.
TRICKS = {
    "sqlite": ["PRAGMA query_only = OFF", "ATTACH 'other.sqlite3' AS again"],
    "postgresql": [
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        "SELECT 1; SET default_transaction_read_only = off; DELETE FROM shop_customer",
        "SELECT set_config('default_transaction_read_only', 'off', false)",
        "BEGIN READ WRITE",
        "WITH gone AS (DELETE FROM shop_customer RETURNING 1) SELECT * FROM gone",
    ],
    "mariadb": [
        "SET SESSION TRANSACTION READ WRITE",
        "START TRANSACTION READ WRITE",
        "SELECT * FROM shop_customer INTO OUTFILE '/tmp/schemaguard-never'",
    ],
}


def test_other_databases_are_refused(shop: Live) -> None:
    for name in ("hides", "thread", "signal") if shop.engine == "sqlite" else ("hides",):
        shop.pending(name, WAYS[name])
        before = shop.everything()
        done = shop.rehearse()
        assert done.is_one_clear_line(), (name, done.out, done.err)
        assert "uses the database 'other' while it runs on 'default'" in done.err
        assert "SCHEMAGUARD['REHEARSAL']['OTHER_DATABASES'] = 'read'" in done.err
        assert shop.everything() == before


READING = """\
from django.conf import settings
from django.db import connections, transaction
said = settings.DATABASES["other"]
assert said["NAME"] in ("", "refused") and said["HOST"] in ("", "refused.invalid"), said
customers = apps.get_model("shop.Customer").objects.using("other")
assert list(customers.values_list("note", flat=True)) == ["secret other"]
with transaction.atomic("other"), transaction.atomic("other"):
    assert customers.filter(name="Ada").exists()
assert "shop_customer" in connections["other"].introspection.table_names()
apps.get_model("shop.Customer").objects.update(note=customers.get().note)
"""


def test_other_databases_may_be_read(shop: Live) -> None:
    shop.pending("reads", READING)
    before = shop.everything()
    done = shop.rehearse("--format", "json", "--fail-on", "never", others="read")
    assert (done.code, done.err) == (0, "")
    assert done.json["migrations"][0]["verdict"] == "no-op", done.out
    assert shop.everything() == before


def test_what_may_be_read_cannot_be_written(shop: Live) -> None:
    """Tricks come first in each, and are hidden: the last write tells whether they worked."""
    tricks = "\n".join(
        f"try:\n    connections['other'].cursor().execute({sql!r})\nexcept Exception:\n    pass"
        for sql in TRICKS[shop.engine]
    )
    last = WAYS["deletes"].splitlines()[-2:]
    code = "\n".join(["from django.db import connections", tricks, "connections['other'].cursor()", *last])
    shop.pending("tricks", code)
    before = shop.everything()
    done = shop.rehearse(others="read")
    assert done.is_one_clear_line(), (done.out, done.err)
    assert "uses the database 'other' while it runs on 'default'" in done.err
    assert shop.everything() == before


def test_who_asks_for_both_may_write_to_both(shop: Live) -> None:
    if shop.engine != "sqlite":
        pytest.skip("once is enough")
    shop.pending("both", WAYS["names"])
    before = shop.everything()
    done = shop.rehearse("--database", "other", "--fail-on", "failed-reverse", "--format", "json")
    assert done.code == 0, (done.out, done.err)
    assert shop.everything() == before


#: Statements that reach out of a database through its own connection, and what is said of them.
OUTSIDE = {
    "sqlite": [
        ("ATTACH 'other.sqlite3' AS live", "it opens the file other.sqlite3"),
        ("VACUUM INTO 'vacuumed.sqlite3'", "it opens the file vacuumed.sqlite3"),
    ],
    "postgresql": [
        ("CREATE ROLE schemaguard_outside", "CREATE ROLE changes the whole server"),
        (
            "DO $$ BEGIN CREATE ROLE schemaguard_outside; END $$",
            "it changes pg_auth_members, pg_authid of the whole server",
        ),
        ("ALTER DATABASE {other} SET work_mem = '5MB'", "ALTER DATABASE changes the whole server"),
        ("COPY shop_customer TO '/tmp/schemaguard-never'", "it copies to or from a file of the server"),
    ],
    "mariadb": [
        ("DELETE FROM {other}.shop_customer", "it names a table of the database {other}"),
        ("INSERT INTO `{other}`.`shop_customer` (name) VALUES ('x')", "it names a table of the database {other}"),
        ("ALTER DATABASE `{default}` CHARACTER SET latin1", "it has to do with the database {default}"),
        ("GRANT SELECT ON *.* TO schemaguard_outside@'%'", "GRANT changes the whole server"),
        ("CREATE USER schemaguard_outside@'%'", "CREATE USER changes the whole server"),
    ],
}


#: What looks like it, and is none of it.
INSIDE = {
    "sqlite": ["ATTACH ':memory:' AS aside", "DETACH aside"],
    "postgresql": [
        "COMMENT ON COLUMN shop_customer.name IS 'ALTER DATABASE x; CREATE ROLE y'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$",
        "GRANT SELECT ON shop_customer TO PUBLIC",
    ],
    "mariadb": [
        "UPDATE shop_customer SET note = 'FROM {other}.shop_customer' WHERE shop_customer.id < 0",
        "ALTER DATABASE CHARACTER SET utf8mb4",
        "SELECT table_name FROM information_schema.tables",
    ],
}


def test_what_migrations_do_stays_inside(shop: Live) -> None:
    """Each in an app of its own, so that one run tries them all."""
    names = {alias: url.rpartition("/")[2] for alias, url in shop.urls.items()}
    attributes = "atomic = False" if shop.engine == "sqlite" else ""
    shop.pending("everywhere", EVERYWHERE, more="run")
    wanted = {}
    for number, (sql, words) in enumerate(OUTSIDE[shop.engine]):
        shop.add_app(f"x_outside_{number}", [sql.format(**names)], attributes)
        wanted[f"x_outside_{number}"] = (sql.format(**names), words.format(**names))
    shop.add_app("x_inside", [sql.format(**names) for sql in INSIDE[shop.engine]], attributes)
    before = shop.everything()
    done = shop.project.schemaguard("rehearse", "--database", "default", "--format", "json")
    assert done.code == 1, (done.out, done.err)
    results = {item["app"]: item for item in done.json["migrations"]}
    assert shop.everything() == before
    for app, (sql, words) in wanted.items():
        assert results[app]["verdict"] == "failed-forward", (sql, results[app])
        assert words in results[app]["error"]["message"]
        assert results[app]["error"]["statement"] == sql or sql.startswith("DO")
    assert results["x_inside"]["verdict"] not in ("failed-forward", "failed-reverse"), results["x_inside"]["error"]
    assert results["shop"]["verdict"] == "residue", results["shop"]
    assert "Not sent: 3 e-mails of migrations." in done.json["notes"]


def test_only_the_record_of_the_rehearsal_is_written(tmp_path: Path) -> None:
    with live("sqlite", tmp_path) as shop:
        file = tmp_path / "default.sqlite3"
        shop.pending("quiet", "pass")
        assert "Not stored: the database 'default' has no table for rehearsals." in shop.rehearse().out
        assert shop.project.manage("migrate", "schemaguard", "-v0").code == 0
        tables = [name for (name,) in rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")]

        def contents() -> dict[str, Any]:
            return {name: rows(file, f"SELECT * FROM {name}") for name in tables}

        before = contents()
        assert "Stored: 1 rehearsal." in shop.rehearse().out
        after = contents()
        assert len(after.pop("schemaguard_rehearsalrecord")) == 1
        assert before.pop("schemaguard_rehearsalrecord") == []
        assert after == before


MONGO = """\
from django.db import connections
connections["documents"].get_collection("papers").{}
"""


@pytest.mark.mongodb
def test_mongodb_is_refused_whatever_is_set(tmp_path: Path, django_mongodb_url: str) -> None:
    """It knows no sessions that only read."""
    with connect(django_mongodb_url) as client, live("sqlite", tmp_path) as shop:
        client.get_default_database().papers.insert_one({"_id": 1, "title": "kept"})
        entry = {"ENGINE": "django_mongodb_backend", "HOST": django_mongodb_url, "NAME": "x"}
        entry["NAME"] = django_mongodb_url.rpartition("/")[2]
        shop.project.settings(f"DATABASES['documents'] = {json.loads(json.dumps(entry))!r}")
        before = documents(django_mongodb_url)
        for others, call in (("refuse", "delete_many({})"), ("read", "find_one()")):
            shop.pending("documents", MONGO.format(call))
            done = shop.rehearse(others=others)
            assert done.is_one_clear_line(), (done.out, done.err)
            assert "uses the database 'documents' while it runs on 'default'" in done.err
        assert "on MongoDB not even that" in done.err
        assert documents(django_mongodb_url) == before
