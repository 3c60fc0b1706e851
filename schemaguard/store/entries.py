"""Runs and entries: the plain values of ``runs``, and the rows of the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from schemaguard.exceptions import BadInput
from schemaguard.models import Run, RunStep
from schemaguard.runs import Entry, Event, NewEntry, RunInfo, Who

#: Characters of a source or of statements that are kept: MongoDB's documents and MySQL's packets end at 16 MB.
LONGEST = 1_000_000

#: Gives a text with nothing in it that the database cannot hold.
Clean = Callable[[str], str]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """What no database can hold is written as Python writes it."""
    return _UNSTORABLE.sub(_escaped, text)


def clean_for(codec: str) -> Clean:
    """The same for a database with fewer characters: a codec of Python, or "bmp" for those of two bytes."""
    if not codec:
        return clean
    if codec == "bmp":
        return lambda text: re.sub("[\U00010000-\U0010ffff]", _escaped, clean(text))
    return lambda text: clean(text).encode(codec, "backslashreplace").decode(codec)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def to_text(moment: datetime) -> str:
    """A time as the ledger writes it: in UTC, with microseconds."""
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def to_time(text: str) -> datetime:
    """The way back. A text that is no time was not written by us."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def number_and_hash(number: int, digits: str) -> str:
    """A place in a ledger, as people keep it."""
    return f"{number} {digits[:16]}"


def now() -> str:
    """The time, as the ledger writes it."""
    return to_text(datetime.now(UTC))


def run_row(info: RunInfo, clean: Clean) -> Run:
    """A run as a new row."""
    who = info.who
    return Run(
        id=UUID(info.id),
        environment=clean(info.environment)[:100],
        database=clean(info.database)[:100],
        command=info.command[:30],
        begun_at=to_text(info.begun_at),
        arguments=_cut(clean(info.arguments)),
        plan=info.plan[:128],
        system_user=clean(who.system)[:255],
        ci_user=clean(who.ci)[:255],
        django_user=clean(who.django)[:255],
        host=clean(who.host)[:255],
        versions=_json(info.versions),
        git_commit=info.git_commit[:64],
        git_branch=clean(info.git_branch)[:255],
    )


def run_info(row: Run) -> RunInfo:
    """A row as a run."""
    return RunInfo(
        id=row.id.hex,
        environment=row.environment,
        database=row.database,
        command=row.command,
        begun_at=to_time(row.begun_at),
        arguments=row.arguments,
        plan=row.plan,
        who=Who(row.system_user, row.ci_user, row.django_user, row.host),
        versions=_mapping(row.versions),  # type: ignore[arg-type]
        git_commit=row.git_commit,
        git_branch=row.git_branch,
    )


def entry_row(run: UUID, entry: NewEntry, clean: Clean) -> RunStep:
    """An entry as a new row, without its place in the chain."""
    return RunStep(
        run_id=run,
        event=entry.event.value,
        app=clean(entry.app)[:255],
        migration=clean(entry.migration)[:255],
        backwards=entry.backwards,
        position=entry.position,
        operation=entry.operation,
        statement=entry.statement,
        digest=entry.digest[:128],
        source=_cut(clean(entry.source)),
        sql=_cut(clean(entry.sql)),
        reason=_cut(clean(entry.reason)),
        ticket=clean(entry.ticket)[:255],
        seconds=_rounded(entry.seconds),
        lock_seconds=_rounded(entry.lock_seconds),
        outcome=entry.outcome[:20],
        error=_cut(clean(" ".join(entry.error.split()))),
        details=_json(entry.details),
    )


def entry_of(row: RunStep, run: RunInfo) -> Entry:
    """A row as an entry."""
    try:
        event = Event(row.event)
    except ValueError:
        raise BadInput(
            f"Entry {row.number} of the ledger was changed: there is no event {row.event!r}. "
            "See all that was changed: manage.py schemaguard history --verify"
        ) from None
    what = NewEntry(
        event=event,
        app=row.app,
        migration=row.migration,
        backwards=row.backwards,
        position=row.position,
        operation=row.operation,
        statement=row.statement,
        digest=row.digest,
        # These may have been left out: to ask for them would be a query for each row.
        source=row.__dict__.get("source", ""),
        sql=row.__dict__.get("sql", ""),
        reason=row.reason,
        ticket=row.ticket,
        seconds=row.seconds,
        lock_seconds=row.lock_seconds,
        outcome=row.outcome,
        error=row.error,
        details=_mapping(row.details),
    )
    return Entry(row.number, run, to_time(row.at), row.hash, what)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… ({len(text) - LONGEST} more characters)"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(float(seconds), 6)


def _json(value: Mapping[str, object]) -> str:
    """The same text for the same value; ASCII, so that every database can hold it."""
    return json.dumps(dict(value), sort_keys=True, default=str) if value else ""


def _mapping(text: str) -> Mapping[str, object]:
    """What stands in a column of JSON. Anything else was not written by us; verifying says so."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
