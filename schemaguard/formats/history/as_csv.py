"""CSV for spreadsheets: a line for each migration of each run, or for each run that had none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from schemaguard.formats.history._report import entry, when
from schemaguard.formats.registry import Style
from schemaguard.histories import HistoryReport, MigrationLine, RunRecord

_HEAD = (
    "run begun_at environment database command outcome seconds system_user ci_user django_user host git_commit"
    " git_branch app migration backwards migration_outcome migration_seconds lock_seconds ticket reason error"
).split()


def render(report: HistoryReport, style: Style) -> Iterator[str]:
    """Lines that end as spreadsheets want it; without the last end. Entries of one run come instead of its line."""
    yield _line(_HEAD if report.entries is None else ("number", "at", "entry")).rstrip("\r\n")
    if report.entries is not None:
        for item in report.entries:
            yield "\r\n" + _line((item.number, when(item.at), entry(item))).rstrip("\r\n")
        return
    for record in report.runs:
        for line in record.migrations or (None,):
            yield "\r\n" + _line(_cells(record, line)).rstrip("\r\n")


def _cells(record: RunRecord, line: MigrationLine | None) -> Iterator[object]:
    info = record.info
    yield from (info.id, info.begun_at.isoformat(), info.environment, info.database, info.command)
    yield from (record.outcome.value, record.seconds, info.who.system, info.who.ci, info.who.django, info.who.host)
    yield from (info.git_commit, info.git_branch)
    if line is None:
        yield from ("",) * 8
        yield record.error
        return
    yield from (line.app, line.migration, "yes" if line.backwards else "no", line.outcome)
    yield from (line.seconds, line.lock_seconds, line.ticket, line.reason, line.error or record.error)


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def _safe(cell: object) -> object:
    """Spreadsheets take what begins like this for a formula, and reasons are written by anybody."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
