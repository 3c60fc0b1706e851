"""``schemaguard make``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import invalidate_caches
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.actions.check import Request, check
from schemaguard.actions.make import Written, make
from schemaguard.conf import MetadataField
from schemaguard.exceptions import BadInput
from schemaguard.findings import Severity
from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.steps import loader

HELP = "Write a migration with its reason, as makemigrations does, and check it at once."


def add_arguments(parser: CommandParser) -> None:
    """The options of makemigrations, and the metadata."""
    parser.add_argument("apps", nargs="*", metavar="APP", help="App labels. All apps if left out.")
    parser.add_argument("--reason", default="", help="Why the change is made. Asked for on a terminal.")
    parser.add_argument("--ticket", default="", help="Where it was decided.")
    parser.add_argument(
        "--field", action="append", default=[], metavar="NAME=TEXT", help="Another field of SCHEMAGUARD['METADATA']."
    )
    parser.add_argument("--empty", action="store_true", help="Write an empty migration.")
    parser.add_argument("--merge", action="store_true", help="Merge several last migrations.")
    parser.add_argument("--update", action="store_true", help="Add the changes to the last migration.")
    parser.add_argument("--dry-run", action="store_true", help="Show what would be written.")
    parser.add_argument("-n", "--name", default=None, help="The name of the new migration.")
    parser.add_argument("--no-header", action="store_true", help="Leave out the comment at the top of the file.")
    parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="Ask nothing.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Write, then check what was written."""
    options = {**options, "interactive": options["interactive"] and sys.stdin.isatty()}
    written = make(
        tuple(options["apps"]),
        _values(options),
        ask=_ask(out) if options["interactive"] else lambda wanted: None,
        options=_django_options(options),
        stdout=out,
        stderr=err,
    )
    return _check(written, options, out)


def _values(options: Mapping[str, Any]) -> dict[str, str]:
    values = {name: options[name] for name in ("reason", "ticket") if options[name]}
    for pair in options["field"]:
        name, equals, text = pair.partition("=")
        if not equals:
            raise BadInput(f"--field takes NAME=TEXT, not {pair!r}.")
        values[name] = text
    return values


def _ask(out: OutputWrapper) -> Any:
    def ask(wanted: MetadataField) -> str:
        out.write(f"{wanted.name.capitalize()}: ", ending="")
        out.flush()
        try:
            return sys.stdin.readline()
        except KeyboardInterrupt:
            return ""

    return ask


def _django_options(options: Mapping[str, Any]) -> dict[str, Any]:
    names = ("empty", "merge", "update", "dry_run", "name", "interactive", "verbosity")
    fixed = {"check_changes": False, "scriptable": False, "include_header": not options["no_header"]}
    return {name: options[name] for name in names} | fixed


def _check(written: Written, options: Mapping[str, Any], out: OutputWrapper) -> int:
    if options["dry_run"]:
        return 0
    invalidate_caches()  # Python may not have noticed yet that there are new files.
    files = {file.path.resolve(): file for file in loader.load().files.values() if file.path is not None}
    code = 0
    for path in written.paths:
        file = files.get(path.resolve())
        if file is None:
            continue
        report = check(Request(app=file.app, migration=file.name, ask_databases=False))
        out.write(registry.render("text", report, Style(verbosity=options["verbosity"])))
        code = max(code, int(report.fails(Severity.ERROR)))
    return code
