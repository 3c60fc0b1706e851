"""Options that verbs share."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser, DjangoHelpFormatter


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
