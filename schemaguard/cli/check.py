"""``schemaguard check``."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.actions import _baseline
from schemaguard.actions.check import Request, check
from schemaguard.cli import options as shared
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.findings import Severity
from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

HELP = "Judge migrations: what would break, block, lose data, fail on rows, or cannot be undone."

THRESHOLDS = ("error", "warning", "notice", "never")


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    shared.add_app_and_migration(parser)
    shared.add_database(parser)
    parser.add_argument("--since", metavar="REF", help="Only migrations added or edited since this commit or branch.")
    parser.add_argument("--target", metavar="SERVER", help="Judge as this server, such as 'postgresql 16'.")
    parser.add_argument(
        "--format", action="append", default=[], metavar="FORMAT", help=f"One of {', '.join(registry.names())}."
    )
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="Write the --format before it to this file instead of the terminal.",
    )
    parser.add_argument(
        "--fail-on", default="error", metavar="SEVERITY", help="Exit with 1 from this severity on, or never."
    )
    parser.add_argument("--baseline", metavar="FILE", help="Leave out the findings that this file takes over.")
    parser.add_argument("--write-baseline", metavar="FILE", help="Take all findings over into this file.")
    parser.add_argument("--all-apps", action="store_true", help="Judge installed packages as well.")
    parser.add_argument("--offline", action="store_true", help="Do not ask databases what they have applied.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Check, render, and return the exit code. What is shown never changes the code."""
    outputs = pair_outputs(options["format"], options["output"])
    threshold = _threshold(options["fail_on"])
    writes = options["write_baseline"]
    with _collector_resting():
        report = check(_request(options, err, ignore_baseline=bool(writes)))
    if writes:
        partial = options["app"] is not None or options["since"] is not None
        count = _baseline.write(report, Path(writes), partial=partial)
        out.write(f"Took {count} finding{'' if count == 1 else 's'} over into {writes}.")
        return 0
    for name, path in outputs:
        _emit(report, name, path, options, out)
    return int(report.fails(threshold))


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Reading a history makes many objects and drops few: looking for garbage again and again costs a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _request(options: Mapping[str, Any], err: OutputWrapper, *, ignore_baseline: bool) -> Request:
    baseline = None if ignore_baseline or not options["baseline"] else Path(options["baseline"])
    return Request(
        app=options["app"],
        migration=options["migration"],
        since=options["since"],
        databases=tuple(options["database"]),
        target=options["target"],
        baseline=baseline,
        use_baseline=not ignore_baseline,
        ask_databases=not options["offline"],
        all_apps=options["all_apps"],
        progress=_progress(err),
    )


def pair_outputs(formats: list[str], files: list[str]) -> list[tuple[str, str | None]]:
    """Which format goes where: files belong to the first formats, the last one may go to the terminal."""
    known = registry.names()
    for name in formats:
        if name not in known:
            raise BadInput(f"There is no format {name!r}.{nearest(name, known)} Formats: {', '.join(known)}.")
    chosen = formats or ["text"]
    if len(files) > len(chosen):
        raise BadInput("There are more --output than --format. Write each --format before its --output.")
    if len(chosen) - len(files) > 1:
        raise BadInput("Only one format can go to the terminal. Give the others an --output FILE.")
    for file in files:
        if not Path(file).parent.is_dir():
            raise BadInput(f"--output {file}: the directory does not exist. Make it first.")
    return [(name, files[number] if number < len(files) else None) for number, name in enumerate(chosen)]


def _threshold(word: str) -> Severity | None:
    if word not in THRESHOLDS:
        raise BadInput(f"--fail-on takes {', '.join(THRESHOLDS)}, not {word!r}.{nearest(word, THRESHOLDS)}")
    return None if word == "never" else Severity(word)


def _emit(report: CheckReport, name: str, path: str | None, options: Mapping[str, Any], out: OutputWrapper) -> None:
    if path is None:
        for piece in registry.pieces(name, report, _style(options, out)):
            out.write(piece, ending="")
        out.write("")
        return
    # All of it first: a format that fails leaves the file as it was.
    pieces = [*registry.pieces(name, report, Style()), "\n"]
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        raise BadInput(f"--output {path} cannot be written: {error.strerror}. Choose another path.") from error


def _style(options: Mapping[str, Any], out: OutputWrapper) -> Style:
    terminal = out.isatty()
    colour = bool(options["force_color"]) or (terminal and not options["no_color"])
    width = min(shutil.get_terminal_size().columns, 110) if terminal else 80
    return Style(width=width, colour=colour, verbosity=options["verbosity"])


def _progress(err: OutputWrapper) -> Callable[[int, int], None]:
    """A counter on a terminal; nothing in a pipe."""
    if not err.isatty():
        return lambda done, total: None

    def show(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            end = "\r\x1b[K" if done == total else ""
            err.write(f"\rReading migrations: {done} of {total}{end}", str, ending="")  # str: not red, it is no error.
            err.flush()

    return show
