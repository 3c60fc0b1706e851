"""Fixtures that give tests a real database, and the rules for servers that are not there.

A test asks for ``postgresql_url`` (or ``postgresql14_url``, ``mariadb_url``, ``mysql_url``, ``mongodb_url``) and gets
the URL of an empty database of its own. Without that server it is skipped, loudly; where CI is "true" it fails, unless
the server is an optional one.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
from collections.abc import Generator, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.servers import client, mongodb
from tests.servers.client import DatabaseServer
from tests.servers.keeper import SERVERS

KEEPER = pytest.StashKey[subprocess.Popen[bytes]]()
MARKERS = {f"{name}_{kind}": server.marker for name, server in SERVERS.items() for kind in ("server", "url")}


def obtain(name: str) -> DatabaseServer:
    """The server, or the end of the test that asked for it."""
    answer = client.ask(name)
    if "absent" in answer:
        end = pytest.fail if must_be_there(name) else pytest.skip
        end(f"{name}: {answer['absent']}")
    if "error" in answer:
        pytest.fail(f"{name} did not start:\n{answer['error']}", pytrace=False)
    return DatabaseServer(SERVERS[name], answer["url"])


@pytest.fixture(scope="session")
def postgresql_server() -> DatabaseServer:
    """A PostgreSQL 18 server."""
    return obtain("postgresql")


@pytest.fixture(scope="session")
def postgresql15_server() -> DatabaseServer:
    """A PostgreSQL 15 server."""
    return obtain("postgresql15")


@pytest.fixture(scope="session")
def postgresql14_server() -> DatabaseServer:
    """A PostgreSQL 14 server, the oldest supported one."""
    return obtain("postgresql14")


@pytest.fixture(scope="session")
def mariadb_server() -> DatabaseServer:
    """A MariaDB server."""
    return obtain("mariadb")


@pytest.fixture(scope="session")
def mysql_server() -> DatabaseServer:
    """A MySQL server."""
    return obtain("mysql")


@pytest.fixture(scope="session")
def mongodb_server() -> DatabaseServer:
    """A MongoDB replica set of one."""
    return obtain("mongodb")


@pytest.fixture
def postgresql_url(postgresql_server: DatabaseServer) -> Iterator[str]:
    """An empty database on PostgreSQL 18."""
    with postgresql_server.fresh() as url:
        yield url


@pytest.fixture
def postgresql15_url(postgresql15_server: DatabaseServer) -> Iterator[str]:
    """An empty database on PostgreSQL 15."""
    with postgresql15_server.fresh() as url:
        yield url


@pytest.fixture
def postgresql14_url(postgresql14_server: DatabaseServer) -> Iterator[str]:
    """An empty database on PostgreSQL 14."""
    with postgresql14_server.fresh() as url:
        yield url


@pytest.fixture
def mariadb_url(mariadb_server: DatabaseServer) -> Iterator[str]:
    """An empty database on MariaDB."""
    with mariadb_server.fresh() as url:
        yield url


@pytest.fixture
def mysql_url(mysql_server: DatabaseServer) -> Iterator[str]:
    """An empty database on MySQL."""
    with mysql_server.fresh() as url:
        yield url


@pytest.fixture
def mongodb_url(mongodb_server: DatabaseServer) -> Iterator[str]:
    """An empty database on MongoDB."""
    with mongodb_server.fresh() as url:
        yield url


@pytest.fixture
def django_mongodb_url(mongodb_url: str) -> str:
    """An empty database on MongoDB that django-mongodb-backend works with."""
    if reason := mongodb.refused_by_backend(mongodb_url):
        pytest.skip(reason)
    return mongodb_url


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """An empty database on the server that the test names; see ``tests/servers/sql.py``."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def own_connections(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test may open connections, also where pytest-django gives it no database."""
    with django_db_blocker.unblock():
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Start the keeper, once for all workers; a part of the suite is not held to the coverage of the whole."""
    # A shell makes what it starts in the background ignore Ctrl-C, and so all that is started from there.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(LongFirst())
    if client.VARIABLE not in os.environ and not config.option.collectonly:
        config.stash[KEEPER] = client.start()
    if is_part(config):
        release_coverage_gate(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers."""
    if KEEPER in config.stash:
        client.end(config.stash[KEEPER])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the servers it uses, before ``-m`` selects."""
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in MARKERS:
                item.add_marker(MARKERS[name])


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end. Whoever looks for garbage, as rehearsals do, need not look at them again."""
    gc.collect()
    gc.freeze()


class LongFirst:
    """Starts with the tests that take minutes, so that no worker is left with one at the end."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """After they were put into a random order."""
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Without every server the suite cannot reach its coverage. In CI that is a failure anyway.

    An optional server makes no difference: the others have to be enough.
    """
    result = yield
    if KEEPER in session.config.stash and not in_ci() and not all(map(client.is_optional, client.absent())):
        release_coverage_gate(session.config)
    return result


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What migrations are expected to make is cached for this run only, and not in anybody's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One loud line for each server that was missed."""
    if KEEPER not in config.stash:
        return
    for name, reason in sorted(client.absent().items()):
        verdict = "FAILED" if must_be_there(name) else "NOT TESTED"
        line = f"{verdict} on {name}: {reason}. To get it: {client.remedy(name)}."
        terminalreporter.write_line(line, red=True, bold=True)


def must_be_there(name: str) -> bool:
    """Whether it is a failure that a server is missing."""
    return in_ci() and not client.is_optional(name)


def in_ci() -> bool:
    """Whether what is missing is a failure, and not only told."""
    return os.environ.get("CI", "").lower() == "true"


def is_part(config: pytest.Config) -> bool:
    """Whether the command line selects a part of the suite."""
    option = config.option
    return bool(option.file_or_dir or option.keyword or option.markexpr or option.lf or option.deselect)


def release_coverage_gate(config: pytest.Config) -> None:
    """Report coverage without judging it."""
    coverage = config.pluginmanager.getplugin("_cov")
    if coverage is not None:
        coverage.options.cov_fail_under = 0
