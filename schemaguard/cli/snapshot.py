"""``schemaguard snapshot``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output
from schemaguard.cli import options as shared

if TYPE_CHECKING:
    from schemaguard.actions.snapshot import Taken
    from schemaguard.store import Stored

HELP = "Write down what databases look like: a document that can be compared, kept and sent."


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    parser.add_argument(
        "place",
        nargs="?",
        metavar="ENV",
        help=f"{shared.PLACES} The databases of this project if left out.",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="Write the document to this file.")
    shared.add_database(parser)
    shared.add_reading(parser)
    parser.add_argument("--no-store", action="store_true", help="Do not keep it in the ledger.")
    parser.add_argument("--list", action="store_true", help="List what the ledger keeps, of ENV or of all.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Read, keep and write. What could not be read is said, and is no failure."""
    from schemaguard.actions.snapshot import Request, snapshot, stored

    if options["list"]:
        out.write(table(stored(options["place"])))
        return 0
    if options["output"]:
        _output.needs_place("--output", options["output"])
    wanted = shared.wanted(options)
    with shared.progress(err) as progress:
        taken = snapshot(
            Request(
                place=options["place"],
                databases=tuple(options["database"]),
                wanted=wanted,
                keep=not options["no_store"],
                progress=progress,
            )
        )
    _say(taken, options["verbosity"], err)
    if options["output"]:
        _output.write_whole("--output", options["output"], [taken.document])
    else:
        out.write(taken.document, ending="")
    return 0


def _say(taken: Taken, verbosity: int, err: OutputWrapper) -> None:
    """To the error stream, because the document may go to the other; but not in red."""
    for note in taken.notes:
        err.write(f"Note: {note}", str)
    if taken.kept and verbosity:
        err.write(taken.kept, str)


def table(found: list[Stored]) -> str:
    """One line for each stored snapshot."""
    if not found:
        return "Nothing is stored yet. Take a snapshot with: manage.py schemaguard snapshot -o FILE"
    head = ("id", "taken at", "environment", "database", "server", "fingerprint", "tables")
    rows = [head, *map(_row, found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _row(item: Stored) -> tuple[str, ...]:
    short = item.fingerprint[:12]
    return f"@{item.id[:8]}", item.when, item.environment, item.database, item.server, short, str(item.tables)
