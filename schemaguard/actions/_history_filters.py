"""Which runs are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schemaguard.histories import MigrationLine, RunRecord


@dataclass(frozen=True, slots=True)
class Filters:
    """What a run has to be; empty fields ask for nothing."""

    app: str = ""
    #: A name, or its beginning.
    migration: str = ""
    environment: str = ""
    outcome: str = ""
    #: A user of the system, of the CI system or of Django.
    person: str = ""
    ticket: str = ""
    since: datetime | None = None
    until: datetime | None = None


def chosen(records: Iterable[RunRecord], filters: Filters) -> Iterator[RunRecord]:
    """Those that are wanted, of those from ``since`` to ``until``: of these the database is asked."""
    return (record for record in records if _fits(record, filters))


def _fits(record: RunRecord, filters: Filters) -> bool:
    who = record.info.who
    return (
        filters.environment in ("", record.info.environment)
        and filters.outcome in ("", record.outcome.value)
        and (
            not filters.person or filters.person.lower() in {name.lower() for name in (who.system, who.ci, who.django)}
        )
        and (not (filters.app or filters.migration or filters.ticket) or _has(record, filters))
    )


def _has(record: RunRecord, filters: Filters) -> bool:
    return any(_meant(line, filters) for line in record.migrations)


def _meant(line: MigrationLine, filters: Filters) -> bool:
    return (
        filters.app in ("", line.app)
        and line.migration.startswith(filters.migration)
        and filters.ticket in ("", line.ticket)
    )
