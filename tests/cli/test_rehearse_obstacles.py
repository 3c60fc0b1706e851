"""What a rehearsal says where it cannot go on, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

import pytest

from tests.cli.places import use
from tests.cli.rehearsing import ENGINES, Live, ask, live, scratch_databases
from tests.rehearsal.project import entry
from tests.waiting import until

PASSWORD = "s3cret-pw"
SERVERS = ENGINES[1:]
MAKE_READER = {
    "postgresql": [
        "DROP ROLE IF EXISTS schemaguard_reader",
        f"CREATE ROLE schemaguard_reader LOGIN PASSWORD '{PASSWORD}'",
    ],
    "mariadb": [
        "DROP USER IF EXISTS schemaguard_reader@'%'",
        f"CREATE USER schemaguard_reader@'%' IDENTIFIED BY '{PASSWORD}'",
        "GRANT SELECT, SHOW VIEW, TRIGGER ON `{name}`.* TO schemaguard_reader@'%'",
    ],
}
GRANT = {"postgresql": "GRANT SELECT ON ALL TABLES IN SCHEMA public TO schemaguard_reader", "mariadb": "SELECT 1"}
AWAY = {
    "postgresql": ["REVOKE ALL ON ALL TABLES IN SCHEMA public FROM schemaguard_reader", "DROP ROLE schemaguard_reader"],
    "mariadb": ["DROP USER schemaguard_reader@'%'"],
}
#: What ends the connection that a migration uses, from another one.
KILL = {
    "postgresql": "SELECT pg_terminate_backend({})",
    "mariadb": "KILL {}",
}
SESSION = {"postgresql": "SELECT pg_backend_pid()", "mariadb": "SELECT CONNECTION_ID()"}
#: The code for it.
END = """\
with connection.cursor() as cursor:
    cursor.execute({session!r})
    ((number,),) = cursor.fetchall()
other = connection.copy()
with other.cursor() as cursor:
    cursor.execute({kill!r}.format(number))
other.close()
"""
LOST = f"""\
from django.db import connection
{END}apps.get_model("shop.Customer").objects.create(name="never")
"""


@pytest.fixture(params=SERVERS, scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(request.param, tmp_path_factory.mktemp("shop")) as found:
        yield found


def test_without_the_right_to_create_a_database(shop: Live) -> None:
    url, usual = shop.urls["default"], shop.project.extra_settings
    shop.pending("quiet", "pass")
    for sql in MAKE_READER[shop.engine]:
        ask(url, sql.format(name=url.rpartition("/")[2]))
    ask(url, GRANT[shop.engine])
    try:
        parts = entry(url)
        scheme = url.partition("://")[0]
        limited = f"{scheme}://schemaguard_reader:{PASSWORD}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
        use(shop.project, default=limited)
        done = shop.rehearse()
        assert done.is_one_clear_line(), (done.out, done.err)
        assert "SCHEMAGUARD['SCRATCH']" in done.err
        assert PASSWORD not in done.err
        shop.pending("scratch", "pass")
        given = shop.rehearse("--source", limited, "--format", "html", scratch=url)
        assert given.code == 0, given.err
        assert PASSWORD not in given.out + given.err
    finally:
        shop.project.extra_settings = usual
        use(shop.project, default=url)
        for sql in AWAY[shop.engine]:
            ask(url, sql)


@pytest.mark.parametrize("way", ["forward", "reverse"])
def test_a_connection_that_is_lost(shop: Live, way: str) -> None:
    code = LOST.format(session=SESSION[shop.engine], kill=KILL[shop.engine])
    if way == "reverse":
        shop.pending("lost", "calls.append(1)\nif len(calls) == 2:\n    lost(apps)", more="run")
        body = "\n".join(f"    {line}" if line else "" for line in code.splitlines())
        path = shop.project.root / "shop" / "migrations" / "0002_lost.py"
        path.write_text(path.read_text().replace("IMPORTS = 1", f"calls = []\n\n\ndef lost(apps):\n{body}"))
    else:
        shop.pending("lost", code)
    done = shop.rehearse()
    assert done.is_one_clear_line(), (done.out, done.err)
    assert "0002_lost" in done.err and "connection" in done.err
    # Others may have some of their own meanwhile.
    there = set(scratch_databases(shop))
    until(lambda: not there & set(scratch_databases(shop)))


#: Ends the session that the rehearsal itself looks with, as soon as there is one.
CUT = f"""

from django.db import connections
from django.db.backends.signals import connection_created


def cut(sender, connection, **_):
    if connection.settings_dict["NAME"].startswith("schemaguard_scratch") and connection is connections["default"]:
{indent(END, " " * 8)}

connection_created.connect(cut)
"""


def test_a_connection_that_is_lost_before_the_first_migration(shop: Live) -> None:
    shop.pending("quiet", "pass")
    models = shop.project.root / "shop" / "models.py"
    usual = models.read_text()
    models.write_text(usual + CUT.format(session=SESSION[shop.engine], kill=KILL[shop.engine]))
    try:
        done = shop.rehearse()
    finally:
        models.write_text(usual)
    assert done.is_one_clear_line() and "The connection was lost." in done.err, (done.out, done.err)


#: What rows hold that nobody may read in a report.
SAID = ("Ada Lovelace", "ada@example.org")


@pytest.mark.parametrize("kind", ["database", "code"])
def test_rows_are_not_quoted(shop: Live, kind: str) -> None:
    """Neither what the server quotes nor what code does."""
    url = shop.urls["default"]
    for _ in range(2):
        ask(url, f"INSERT INTO shop_customer (name, note) VALUES ('{SAID[0]}', '{SAID[1]}')")
    if kind == "code":
        code = "for one in apps.get_model('shop.Customer').objects.order_by('-pk'):\n    raise ValueError(f'no country for {one.note} of {one.name}')"
        shop.pending("private", code)
    else:
        sql = "CREATE UNIQUE INDEX by_name ON shop_customer (name)"
        shop.pending("private", f"editor.connection.cursor().execute({sql!r})")
    assert shop.project.manage("migrate", "schemaguard", "-v0").code == 0
    try:
        done = shop.rehearse("--format", "json")
        stored = repr(ask(url, "SELECT document FROM schemaguard_rehearsalrecord"))
        told = done.out + done.err + stored
        assert '"failed-forward"' in done.out and "failed-forward" in stored
        assert ("by_name" if kind == "database" else "no country for") in done.out
        for value in SAID:
            assert value not in told
        assert not any(word in told for word in ("Lovelace", "ada@"))
    finally:
        ask(url, "DELETE FROM shop_customer WHERE name = 'Ada Lovelace'")
