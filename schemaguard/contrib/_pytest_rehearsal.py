"""What the plugin of pytest does once a test asks for a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from schemaguard.actions._rehearsal_request import EMPTY, Mode, Request, Scope
from schemaguard.contrib.pytest_plugin import MARK
from schemaguard.exceptions import SchemaguardError
from schemaguard.rehearsals import DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict

NEVER = "never"


@dataclass(frozen=True, slots=True)
class Case:
    """One migration on one database."""

    database: str
    app: str
    migration: str
    #: Whether there are other databases to tell it from.
    several: bool = False

    def __str__(self) -> str:
        name = f"{self.app}.{self.migration}"
        return f"{self.database}-{name}" if self.several else name


@dataclass(frozen=True, slots=True)
class Options:
    """What stands in the marker."""

    #: Aliases; all databases of the project if left out.
    databases: tuple[str, ...] = ()
    #: Labels; all apps of the project if left out.
    apps: tuple[str, ...] = ()
    rows: int | None = None
    mode: str = Mode.STEP.value
    fail_on: str = Verdict.IRREVERSIBLE.value

    @classmethod
    def of(cls, node: Any) -> Options:
        """Those of a test. Raises TypeError and ValueError for words that mean nothing."""
        mark = node.get_closest_marker(MARK)
        found = cls(*mark.args, **mark.kwargs) if mark else cls()
        Mode(found.mode)
        if found.fail_on != NEVER:
            Verdict(found.fail_on)
        return found

    @property
    def request(self) -> Request:
        """The whole history from an empty database. Nothing is written into the project's own one."""
        databases, mode = tuple(self.databases), Mode(self.mode)
        return Request(scope=Scope.ALL, databases=databases, source=EMPTY, rows=self.rows, mode=mode, keep=False)

    @property
    def threshold(self) -> Verdict | None:
        """From which verdict on a test fails."""
        return None if self.fail_on == NEVER else Verdict(self.fail_on)


def cases(metafunc: pytest.Metafunc) -> list[Case]:
    """The migrations of the project's own apps, in the order in which they run."""
    from django.apps import apps

    if not apps.ready:
        raise pytest.UsageError(f"{MARK} needs Django: install pytest-django and set DJANGO_SETTINGS_MODULE.")
    try:
        return list(_cases(Options.of(metafunc.definition)))
    except (TypeError, ValueError, SchemaguardError) as error:
        raise pytest.Collector.CollectError(f"{MARK}: {error}") from error


def _cases(options: Options) -> Iterator[Case]:
    from schemaguard.actions import _places
    from schemaguard.conf import load
    from schemaguard.steps import loader

    settings, project = load(), loader.load()
    chosen = frozenset(options.apps) or project.own_apps(settings.apps, settings.exclude_apps)
    for label in options.apps:
        project.find(label)
    aliases = _places.project(settings).only(options.databases).aliases
    for alias in aliases:
        for file in project.plan:
            if file.app in chosen:
                yield Case(alias, file.app, file.name, several=len(aliases) > 1)


#: By what was asked for: a report, or why there is none.
_Runs = dict[Request, RehearsalReport | SchemaguardError]
_RUNS = pytest.StashKey[_Runs]()


def _report(config: pytest.Config, options: Options, unblocked: Any) -> RehearsalReport:
    """The one rehearsal of this session; it is not tried again where it cannot run."""
    runs = config.stash.setdefault(_RUNS, {})
    asked = options.request
    if asked not in runs:
        from schemaguard.actions.rehearse import rehearse

        try:
            with unblocked:
                runs[asked] = rehearse(asked)
        except SchemaguardError as error:
            runs[asked] = error
    found = runs[asked]
    if isinstance(found, SchemaguardError):
        pytest.fail(f"The rehearsal could not run: {found}", pytrace=False)
    return found


def result(request: pytest.FixtureRequest) -> MigrationRehearsal:
    """What became of the migration of a test case."""
    case: Case = request.param
    report = _report(request.config, Options.of(request.node), _unblocked(request))
    for database in report.databases:
        for migration in database.migrations if database.database == case.database else ():
            if (migration.app, migration.migration) == (case.app, case.migration):
                return migration
    pytest.skip(" ".join((f"{case.app}.{case.migration} was not rehearsed on {case.database}.", *report.notes)))


@contextmanager
def _unblocked(request: pytest.FixtureRequest) -> Iterator[None]:
    """pytest-django refuses every connection outside of tests that ask for a database."""
    # By its entry point, or by ``-p``.
    if not any(map(request.config.pluginmanager.hasplugin, ("django", "pytest_django.plugin"))):
        yield
        return
    with request.getfixturevalue("django_db_blocker").unblock():
        yield


def judge(item: pytest.Function, found: MigrationRehearsal) -> None:
    """Fail as the command would, with the words of its text; skip what was skipped."""
    from schemaguard.formats.rehearse._details import alone

    options = Options.of(item)
    if found.fails(options.threshold):
        pytest.fail(alone(_database_of(item.config.stash[_RUNS][options.request], found), found), pytrace=False)
    if found.verdict is Verdict.SKIPPED:
        pytest.skip(" ".join(found.remarks) or "It was skipped.")


def _database_of(report: RehearsalReport | SchemaguardError, found: MigrationRehearsal) -> DatabaseRehearsal:
    databases = report.databases if isinstance(report, RehearsalReport) else ()
    return next(database for database in databases if any(item is found for item in database.migrations))
