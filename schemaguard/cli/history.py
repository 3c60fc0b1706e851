"""``schemaguard history``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output
from schemaguard.cli import options as shared
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.runs import Outcome

HELP = "Show what ran on the databases, when, by whom and why, and verify that nobody has changed the record."

_OUTCOMES = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.NOT_RUN)
_AGO = re.compile(r"(\d+)(min|h|d)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    parser.add_argument(
        "--run", default="", metavar="ID", help="One run with its entries; the beginning of its id is enough."
    )
    parser.add_argument("--app", default="", metavar="APP", help="Runs that had to do with this app.")
    parser.add_argument(
        "--migration", default="", metavar="NAME", help="Runs with this migration, or the beginning of its name."
    )
    shared.add_database(parser)
    parser.add_argument("--environment", default="", metavar="NAME", help="Runs in this environment.")
    parser.add_argument("--outcome", default="", metavar="WORD", help=f"One of {', '.join(_OUTCOMES)}.")
    parser.add_argument(
        "--person", default="", metavar="NAME", help="Runs of this user of the system, of CI or of Django."
    )
    parser.add_argument("--ticket", default="", metavar="TICKET", help="Runs with a migration for this ticket.")
    parser.add_argument("--since", default="", metavar="TIME", help="A date, a time in UTC, or how long ago: 2h, 30d.")
    parser.add_argument("--until", default="", metavar="TIME", help="The same.")
    parser.add_argument("--limit", default="", metavar="N", help="At most so many runs, the latest first.")
    parser.add_argument(
        "--verify", action="store_true", help="Look for anything that was changed, removed, inserted or reordered."
    )
    parser.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="'N HASH'",
        help="With --verify: the last entry at some time, as kept elsewhere. With several databases: 'ALIAS: N HASH'.",
    )
    _output.add_arguments(parser, "history")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """List, or verify; 1 where something was touched, 2 where that cannot be told of all of them."""
    if options["expect"] and not options["verify"]:
        raise BadInput("--expect is for --verify.")
    if options["verify"]:
        return _verify(options, out)
    from schemaguard.actions._history_filters import Filters
    from schemaguard.actions.history import Request, history

    outputs = _output.pairs(options, "history")
    names = ("app", "migration", "environment", "person", "ticket")
    filters = Filters(
        outcome=_word(options["outcome"]),
        since=moment("--since", options["since"]),
        until=moment("--until", options["until"]),
        **{name: options[name] for name in names},
    )
    request = Request(filters, tuple(options["database"]), options["run"], _limit(options["limit"]))
    _output.emit(history(request), outputs, options, out)
    return 0


def _verify(options: Mapping[str, Any], out: OutputWrapper) -> int:
    from schemaguard.actions.history import verify

    outputs = _output.pairs(options, "verify")
    report = verify(tuple(options["database"]), options["expect"])
    _output.emit(report, outputs, options, out)
    return 1 if report.fails() else 0 if report.is_unbroken() else 2


def _word(word: str) -> str:
    if word not in ("", *_OUTCOMES):
        raise BadInput(f"--outcome takes {', '.join(_OUTCOMES)}, not {word!r}.{nearest(word, _OUTCOMES)}")
    return word


def _limit(word: str) -> int | None:
    if word and not (word.isdecimal() and int(word)):
        raise BadInput(f"--limit takes a number of runs, 1 or more, not {word!r}.")
    return int(word) if word else None


def moment(option: str, text: str) -> datetime | None:
    """A time in words of people; None for none. Raises BadInput."""
    if not text:
        return None
    if ago := _AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"{option} takes a date, a time or how long ago, as in 2026-11-23, 2026-11-23T18:00 or 7d, not {text!r}."
        ) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    whole_day = option == "--until" and len(text) == len("2026-11-23")
    return found + timedelta(days=1) - timedelta(microseconds=1) if whole_day else found
