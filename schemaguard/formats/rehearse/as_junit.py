"""JUnit XML: each migration on each database is a test case, each database a suite."""

from __future__ import annotations

from xml.etree import ElementTree

from schemaguard.formats._xml import clean, written
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._details import alone
from schemaguard.formats.rehearse._report import MEANINGS, phases, second_time, told
from schemaguard.rehearsals import DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict


def render(report: RehearsalReport, style: Style) -> str:
    """What fails here fails the command as well, unless ``--fail-on`` says otherwise."""
    root = ElementTree.Element("testsuites", {"name": "schemaguard rehearse", **_counts(report.migrations)})
    for database in report.databases:
        attributes = {"name": f"schemaguard rehearse {database.database}", **_counts(database.migrations)}
        skipped = {"skipped": str(sum(map(_is_skipped, database.migrations)))}
        whole = {**attributes, **skipped, "time": f"{database.seconds:.3f}"}
        suite = ElementTree.SubElement(root, "testsuite", {key: clean(value) for key, value in whole.items()})
        for migration in database.migrations:
            _case(suite, database, migration)
    return written(root)


def _counts(migrations: tuple[MigrationRehearsal, ...]) -> dict[str, str]:
    failed = sum(migration.fails() for migration in migrations)
    return {"tests": str(len(migrations)), "failures": str(failed), "errors": "0"}


def _is_skipped(migration: MigrationRehearsal) -> bool:
    return migration.verdict is Verdict.SKIPPED and not migration.fails()


def _case(suite: ElementTree.Element, database: DatabaseRehearsal, migration: MigrationRehearsal) -> None:
    time = sum(phase.seconds for _, phase in phases(migration))
    attributes = {"classname": migration.app, "name": migration.migration, "time": f"{time:.3f}"}
    case = ElementTree.SubElement(suite, "testcase", {key: clean(value) for key, value in attributes.items()})
    text = clean(alone(database, migration))
    if migration.fails():
        words = {"type": migration.counts_as.value, "message": clean(_message(migration))}
        ElementTree.SubElement(case, "failure", words).text = text
    elif _is_skipped(migration):
        ElementTree.SubElement(case, "skipped", {"message": clean(" ".join(migration.remarks))})
    elif "\n" in text:
        ElementTree.SubElement(case, "system-out").text = text


def _message(migration: MigrationRehearsal) -> str:
    """One line: the verdict, and what it is about."""
    outcome = migration.worse
    sentences = [] if outcome is None else [*told(outcome), *([outcome.error.message] if outcome.error else [])]
    found = [*(sentences or [MEANINGS[migration.verdict]]), second_time(migration)]
    return " ".join(sentence for sentence in found if sentence)
