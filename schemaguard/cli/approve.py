"""``schemaguard approve``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import options as shared
from schemaguard.exceptions import BadInput

if TYPE_CHECKING:
    from schemaguard.actions.approve import Given

HELP = "Approve a plan or a migration exactly as it is, as a person who may."

#: Where the password is, where nobody can be asked for it.
PASSWORD = "SCHEMAGUARD_PASSWORD"  # noqa: S105 - the name of a variable


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    parser.add_argument("what", metavar="FILE | APP", help="A file that plan --save has written, or an app label.")
    parser.add_argument("migration", nargs="?", default="", metavar="MIGRATION", help="A migration of that app.")
    shared.add_database(parser)
    parser.add_argument("--user", default="", metavar="NAME", help="The Django user who approves; see permissions.")
    parser.add_argument("--comment", default="", metavar="TEXT", help="What the ledger says beside it.")
    parser.add_argument("--withdraw", action="store_true", help="Take your approval back.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Approve, and say what is still missing."""
    from schemaguard.actions.approve import Request, approve

    single = bool(options["migration"])
    given = approve(
        Request(
            file=None if single else Path(options["what"]),
            app=options["what"] if single else "",
            migration=options["migration"],
            databases=tuple(options["database"]),
            user=options["user"],
            comment=options["comment"],
            withdraw=options["withdraw"],
            password=_asking(err),
        )
    )
    out.write("\n".join(_lines(given)))
    return 0


def _asking(err: OutputWrapper) -> Callable[[str, Sequence[str]], str]:
    """Asks on the terminal for the password, or takes it from the environment."""

    def ask(user: str, what: Sequence[str]) -> str:
        if PASSWORD in os.environ:
            return os.environ[PASSWORD]
        if not sys.stdin.isatty():
            raise BadInput(f"Nobody is here to be asked for the password of {user}. Give it as {PASSWORD}.")
        for line in what:
            err.write(f"  {line}", str)
        return getpass(f"Password of {user}: ", stream=sys.stderr)

    return ask


def _lines(given: Given) -> list[str]:
    deed = "took back the approval of" if given.withdrawn else "approved"
    other = "had not approved" if given.withdrawn else "had already approved"
    lines = [f"{given.person} {deed} {name}." for name in given.done]
    lines += [f"{given.person} {other} {name}." for name in given.before]
    lines += [f"Still missing for {text}" for text in given.missing]
    lines += [f"Note: {note}" for note in given.notes]
    return lines
