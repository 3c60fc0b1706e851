"""Words and values that the formats share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schemaguard.formats._words import duration, plural
from schemaguard.histories import MigrationLine, RunRecord
from schemaguard.runs import Entry, Event, RunInfo

#: How many migrations a line names.
_SHOWN = 3


def when(moment: datetime) -> str:
    """A time for people, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def what(record: RunRecord) -> str:
    """What a run did, in one line."""
    names = [title(line) for line in record.migrations] + [f"approves {name}" for name in record.approvals]
    if len(names) > _SHOWN:
        return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
    return ", ".join(names) or "nothing"


def title(line: MigrationLine) -> str:
    """A migration, with what is not as usual."""
    said = [word for word in (line.outcome,) if word != "done"]
    if line.backwards:
        said.insert(0, "backwards")
    return f"{line.name} ({', '.join(said)})" if said else line.name


def took(seconds: float | None) -> str:
    """A duration; empty where it is not known."""
    return "" if seconds is None else duration(seconds)


def facts(record: RunRecord) -> Iterator[tuple[str, str]]:
    """What is known of a run, with a label for each."""
    info = record.info
    yield "environment", info.environment
    yield "database", info.database
    yield "began", f"{when(info.begun_at)} UTC"
    if record.ended_at is not None:
        yield "took", took(record.seconds)
    yield "who", _who(info)
    for label, text in (
        ("arguments", info.arguments),
        ("plan", info.plan),
        ("git", " ".join(filter(None, (info.git_branch, info.git_commit[:12])))),
        ("versions", ", ".join(f"{name} {number}" for name, number in sorted(info.versions.items()))),
        ("error", record.error),
    ):
        if text:
            yield label, text


def _who(info: RunInfo) -> str:
    who = info.who
    named = (("Django user", who.django), ("CI", who.ci), ("system user", who.system), ("host", who.host))
    return ", ".join(f"{label} {name}" for label, name in named if name) or "not known"


def entry(item: Entry) -> str:
    """An entry, in one line."""
    what = item.what
    name = f"{what.app}.{what.migration}" if what.app else ""
    place = "" if what.operation is None else f"operation {what.operation}"
    if what.statement is not None:
        place += f", statement {what.statement}"
    back = "backwards" if what.backwards else ""
    rest = (name, back, place, took(what.seconds), what.outcome if what.event is Event.ENDED else "", what.error)
    return " ".join(filter(None, (what.event.value, *rest)))


def summary(count: int, environment: str) -> str:
    """The last line."""
    return f"{plural(count, 'run')}."


def as_document(record: RunRecord) -> dict[str, Any]:
    """A run as JSON."""
    info = record.info
    who = info.who
    return {
        "id": info.id,
        "number": record.number,
        "environment": info.environment,
        "database": info.database,
        "command": info.command,
        "arguments": info.arguments,
        "plan": info.plan,
        "outcome": record.outcome.value,
        "begun_at": info.begun_at.isoformat(),
        "ended_at": record.ended_at and record.ended_at.isoformat(),
        "seconds": record.seconds,
        "who": {"system": who.system, "ci": who.ci, "django": who.django, "host": who.host},
        "git": {"commit": info.git_commit, "branch": info.git_branch},
        "versions": dict(sorted(info.versions.items())),
        "error": record.error,
        "approvals": list(record.approvals),
        "migrations": [migration(line) for line in record.migrations],
    }


def migration(line: MigrationLine) -> dict[str, Any]:
    """A migration of a run as JSON."""
    return {
        "app": line.app,
        "migration": line.migration,
        "backwards": line.backwards,
        "outcome": line.outcome,
        "seconds": line.seconds,
        "lock_seconds": line.lock_seconds,
        "digest": line.digest,
        "reason": line.reason,
        "ticket": line.ticket,
        "error": line.error,
    }


def entry_document(item: Entry) -> dict[str, Any]:
    """An entry as JSON, whole."""
    what = item.what
    return {
        "number": item.number,
        "at": item.at.isoformat(),
        "event": what.event.value,
        "app": what.app,
        "migration": what.migration,
        "backwards": what.backwards,
        "position": what.position,
        "operation": what.operation,
        "statement": what.statement,
        "digest": what.digest,
        "reason": what.reason,
        "ticket": what.ticket,
        "seconds": what.seconds,
        "lock_seconds": what.lock_seconds,
        "outcome": what.outcome,
        "error": what.error,
        "details": dict(what.details),
        "sql": what.sql,
        "source": what.source,
        "hash": item.hash,
    }
