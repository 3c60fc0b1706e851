"""Options that verbs share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser, DjangoHelpFormatter, OutputWrapper

from schemaguard.cli._progress import Line
from schemaguard.conf import nearest
from schemaguard.databases.base import Wanted
from schemaguard.exceptions import BadInput

PLACES = "An environment, a database alias or URL, a snapshot file, @ID of a stored snapshot, or expected."

FIELDS = ("inferred", "exact")

#: Seconds in a day: what servers take as a timeout is a number of milliseconds in 32 bits.
_LONGEST = 86_400


class VerbParser(CommandParser):
    """The parser of one verb. Django's own options may stand before or after the verb."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", DjangoHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """One line and exit code 2, as for any other bad input."""
        refuse(self, message)

    def add_shared_options(self) -> None:
        """Django's options again, without defaults, so that they do not undo what stood before the verb."""
        quiet = argparse.SUPPRESS
        self.add_argument("-v", "--verbosity", type=int, choices=[0, 1, 2, 3], default=quiet, help="0 to 3.")
        self.add_argument("--settings", default=quiet, help="The settings module.")
        self.add_argument("--pythonpath", default=quiet, help="A directory to put on the Python path.")
        self.add_argument("--traceback", action="store_true", default=quiet, help="Show the traceback of an error.")
        self.add_argument("--no-color", action="store_true", default=quiet, help="Leave out colours.")
        self.add_argument("--force-color", action="store_true", default=quiet, help="Use colours in a pipe as well.")
        self.add_argument("--skip-checks", action="store_true", default=quiet, help="Has no effect: none are run.")


def refuse(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """End a command line that cannot be parsed; Django's own parser prints the usage before the error."""
    message = re.sub(r"://\S*@", "://***@", message)  # A word too many may be a URL with a password.
    if not getattr(parser, "called_from_command_line", False):
        raise CommandError(f"Error: {message}", returncode=2)
    parser.exit(2, f"{parser.prog}: {message}. See: {parser.prog} --help\n")


def add_app_and_migration(parser: CommandParser) -> None:
    """``[APP [MIGRATION]]``."""
    parser.add_argument("app", nargs="?", metavar="APP", help="An app label. All apps of the project if left out.")
    parser.add_argument("migration", nargs="?", metavar="MIGRATION", help="A migration, or the beginning of its name.")


def add_database(parser: CommandParser) -> None:
    """``--database ALIAS``, as often as wanted."""
    parser.add_argument(
        "--database",
        action="append",
        default=[],
        metavar="ALIAS",
        help="A database alias; may be repeated. All of them if left out.",
    )


def add_reading(parser: CommandParser) -> None:
    """How live databases are read."""
    parser.add_argument(
        "--fields",
        default="",
        metavar="HOW",
        help="MongoDB: also read the fields of documents, inferred (from a sample) or exact (from all of them).",
    )
    add_timeout(parser)


def add_timeout(parser: CommandParser) -> None:
    """``--timeout SECONDS``."""
    parser.add_argument(
        "--timeout", default="60", metavar="SECONDS", help="How long a single statement may take on a server."
    )


def wanted(options: Mapping[str, Any]) -> Wanted:
    """The answers to these options. Raises BadInput."""
    fields = options["fields"]
    if fields not in ("", *FIELDS):
        raise BadInput(f"--fields takes {' or '.join(FIELDS)}, not {fields!r}.{nearest(fields, FIELDS)}")
    return Wanted(timeout=timeout(options), fields=fields)


def timeout(options: Mapping[str, Any]) -> float:
    """The seconds of ``--timeout``. Raises BadInput."""
    word = options["timeout"]
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise BadInput(f"--timeout takes a number of seconds, more than 0 and at most {_LONGEST}, not {word!r}.")
    return seconds


@contextmanager
def progress(err: OutputWrapper) -> Iterator[Callable[[str], None]]:
    """Names what is read on a terminal, and takes that away at the end; says nothing in a pipe."""
    if not err.isatty():
        yield lambda name: None
        return

    line = Line(err)
    try:
        yield lambda name: line.show(f"Reading {name} …")
    finally:
        line.show("")
