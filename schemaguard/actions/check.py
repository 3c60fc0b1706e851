"""``check``: every migration is judged, without touching a database's schema or rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from django.conf import settings as django_settings
from django.utils import timezone

from schemaguard import __version__
from schemaguard.actions import _applied, _baseline, _ignores, _models, _since
from schemaguard.conf import Settings, load, nearest
from schemaguard.databases.registry import database, target_of, vendor_of
from schemaguard.exceptions import BadInput
from schemaguard.findings import Finding
from schemaguard.reports import CheckReport
from schemaguard.rules.catalogue import all_rules, find
from schemaguard.rules.judge import Judge
from schemaguard.steps import loader
from schemaguard.steps.history import History
from schemaguard.steps.loader import Project
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import Context
from schemaguard.steps.units import release_units
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target


@dataclass(frozen=True, slots=True)
class Request:
    """What to check. Everything left out means: all of it."""

    app: str | None = None
    migration: str | None = None
    since: str | None = None
    databases: tuple[str, ...] = ()
    target: str | None = None
    baseline: Path | None = None
    #: False: neither ``baseline`` nor the one in the settings takes anything over.
    use_baseline: bool = True
    #: False: no database is asked what it has applied.
    ask_databases: bool = True
    #: Judge the migrations of installed packages as well.
    all_apps: bool = False
    progress: Callable[[int, int], None] = field(default=lambda done, total: None)


def check(request: Request, settings: Settings | None = None) -> CheckReport:
    """Judge migrations and return what was found. Raises SchemaguardError with one line."""
    run = _Run(request, settings or load())
    findings = list(run.findings())
    return run.report(findings)


class _Run:
    """One check from reading the files to the report."""

    def __init__(self, request: Request, settings: Settings) -> None:
        self.request, self.settings = request, settings
        self.rules = all_rules(settings.extra_rules)
        for name in settings.rules:
            find(name, self.rules)
        self.judge = Judge(self.rules, dict(settings.rules))
        self.courses = courses(request.databases, request.target, settings)
        self.project, self.plan = self._load()
        self.own = self.project.own_apps(settings.apps, settings.exclude_apps)
        chosen = self._select()
        apps = frozenset(app for app, _ in chosen)
        self.changed = _since.changes(request.since, self.project, apps) if request.since is not None else None
        self.judged = chosen & self.changed.keys if self.changed is not None else chosen
        self.notes: list[str] = []

    def _load(self) -> tuple[Project, tuple[MigrationFile, ...]]:
        """The project and its plan; a squashed migration that is asked for by name is planned as it was."""
        project = loader.load()
        if self.request.app is None or self.request.migration is None:
            return project, project.plan
        wanted = project.find(self.request.app, self.request.migration)[0]
        if wanted.key in {file.key for file in project.plan}:
            return project, project.plan
        project = loader.load(replace=False)
        return project, project.plan_to(wanted.key)

    def _select(self) -> frozenset[tuple[str, str]]:
        """Which migrations are asked for."""
        if self.request.app is not None:
            return frozenset(file.key for file in self.project.find(self.request.app, self.request.migration))
        return frozenset(file.key for file in self.plan if self.request.all_apps or file.app in self.own)

    def findings(self) -> Iterator[Finding]:
        """Everything the rules say, before comments and baseline silence some of it."""
        context = Context(self.settings, tuple(django_settings.DATABASES), timezone.now().date())
        units = release_units(self.plan, self.changed.keys if self.changed is not None else frozenset())
        walk = Walk(
            self.courses,
            self.project.empty_state(),
            context=context,
            wanted=lambda file: file.key in self.judged,
            own=lambda app: app in self.own,
            unit_of=lambda file: units[file.key],
        )
        total = len(self.plan)
        for number, file in enumerate(self.plan, 1):
            self.request.progress(number, total)
            for steps in walk.migrations((file,)):
                yield from self.judge.migration(steps)
        self.notes += self._other_vendor()
        for finding in self.judge.history(self._history(walk)):
            if self._is_asked_for(finding):
                yield finding

    def _is_asked_for(self, finding: Finding) -> bool:
        """Who asks for one migration hears nothing about the rest of its app."""
        at = finding.location
        return self.request.migration is None or (at.app, at.migration) in self.judged

    def _other_vendor(self) -> Iterator[str]:
        """A developer's SQLite may have given us operations that the judged server never sees."""
        judged = {course.target.vendor for course in self.courses}
        local = {vendor_of(entry) for entry in django_settings.DATABASES.values()}
        if judged <= local:
            return
        found = [f"{f.app}.{f.name}" for f in self.plan if f.key in self.judged and f.branches_on_vendor()]
        if found:
            yield (
                f"{', '.join(found)}: the operations depend on connection.vendor, and were read as they are on this "
                f"machine. On {', '.join(sorted(judged - local))} they may differ: cannot tell."
            )

    def _history(self, walk: Walk) -> History:
        request = self.request
        apps = frozenset(app for app, _ in self.judged) if request.app is None else frozenset({request.app})
        aliases = tuple(alias for course in self.courses for alias in course.databases)
        whole = request.migration is None and request.since is None
        history = History(self.project, apps, databases=aliases, whole=whole)
        if self.changed is not None:
            return replace(
                history,
                released=self.changed.released,
                old_sources=self.changed.old_sources,
                deleted=self.changed.deleted,
            )
        if not whole:
            return history
        asked = _applied.ask(aliases) if request.ask_databases else _applied.Answers()
        self.notes += asked.notes
        changes = _models.changes(self.project, walk.state, apps & self.own)
        return replace(history, applied=asked.applied, released=asked.released, changes=changes)

    def report(self, findings: Iterable[Finding]) -> CheckReport:
        """Number, silence, take over, sort and count."""
        files = {file.key: file for file in self.project.files.values() if file.key in self.judged}
        merged = number(merge(findings))
        usual = self.request.since is None and self.request.target is None and not self.request.databases
        silenced = _ignores.apply(merged, files, self.judge, self._vendors(), complete=usual)
        kept = number(silenced.kept)
        complete = usual and self.request.app is None
        taken = _baseline.apply(kept, self._baseline_path(), self.judge, complete=complete)
        shown = tuple(sorted(taken.kept, key=self._order()))
        return CheckReport(
            findings=shown,
            judged=self._in_order(),
            suppressed=silenced.count,
            baselined=taken.count,
            notes=tuple(self.notes),
            sources=_Sources(files.values()),
            version=__version__,
        )

    def _baseline_path(self) -> Path | None:
        if not self.request.use_baseline:
            return None
        configured = Path(self.settings.baseline) if self.settings.baseline else None
        return self.request.baseline or configured

    def _vendors(self) -> frozenset[str]:
        return frozenset(course.target.vendor for course in self.courses)

    def _in_order(self) -> tuple[tuple[str, str], ...]:
        planned = [file.key for file in self.plan if file.key in self.judged]
        return (*planned, *sorted(self.judged - set(planned)))

    def _order(self) -> Callable[[Finding], tuple[object, ...]]:
        position = {file.key: index for index, file in enumerate(self.plan)}

        def key(finding: Finding) -> tuple[object, ...]:
            at = finding.location
            place = position.get((at.app, at.migration), len(position))
            operation = -1 if at.operation is None else at.operation
            severity = -finding.severity.rank
            return place, at.app, at.migration, severity, operation, at.line, finding.id, finding.message

        return key


def courses(aliases: tuple[str, ...], target: str | None, settings: Settings) -> tuple[Course, ...]:
    """The databases to judge for, those with the same target together. Raises BadInput."""
    configured: Mapping[str, dict[str, object]] = django_settings.DATABASES
    for alias in (*aliases, *settings.target):
        if alias not in configured:
            known = sorted(configured)
            raise BadInput(
                f"There is no database {alias!r}.{nearest(alias, known)} DATABASES has: {', '.join(known) or 'none'}."
            )
    wanted = Target.parse(target) if target is not None else None
    groups: dict[Target, list[str]] = {}
    for alias in aliases or tuple(configured):
        chosen = wanted or settings.target.get(alias)
        groups.setdefault(target_of(alias, dict(configured[alias]), chosen), []).append(alias)
    if not groups:
        raise BadInput("DATABASES is empty. Configure a database, or there is nothing to judge for.")
    return tuple(Course(found, database(found.vendor), tuple(names)) for found, names in groups.items())


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for what several databases have in common."""
    merged: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        what = (finding.message, finding.subject, finding.severity, finding.effect, finding.remedy)
        key = (finding.rule, finding.direction, finding.location, what)
        known = merged.get(key)
        if known is None:
            merged[key] = finding
        else:
            aliases = dict.fromkeys((*known.databases, *finding.databases))
            merged[key] = replace(known, databases=tuple(aliases))
    return list(merged.values())


def number(findings: Iterable[Finding]) -> list[Finding]:
    """Give every finding its fingerprint; those that have one keep it."""
    seen: dict[tuple[str, str], int] = {}
    numbered = []
    for finding in findings:
        if finding.fingerprint:
            numbered.append(finding)
            continue
        key = (finding.identity(), finding.vendor)
        seen[key] = seen.get(key, -1) + 1
        numbered.append(replace(finding, fingerprint=finding.identity(seen[key])))
    return numbered


class _Sources(Mapping[str, tuple[str, ...]]):
    """The lines of files by path, read when a format shows them: most show none, and the others one after another."""

    def __init__(self, files: Iterable[MigrationFile]) -> None:
        self._given = files
        self._latest: tuple[str, tuple[str, ...]] = ("", ())

    @cached_property
    def _files(self) -> Mapping[str, MigrationFile]:
        return {file.display_path: file for file in self._given}

    def __getitem__(self, path: str) -> tuple[str, ...]:
        if path != self._latest[0]:
            self._latest = path, tuple(self._files[path].text.splitlines())
        return self._latest[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
