"""Reports in formats, to the terminal and into files: the same options for every verb that reports."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard import files
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.formats import registry
from schemaguard.formats.registry import Style

Pairs = list[tuple[str, str | None]]


def add_arguments(parser: CommandParser, kind: str) -> None:
    """``--format`` and ``--output`` for one kind of report."""
    parser.add_argument(
        "--format", action="append", default=[], metavar="FORMAT", help=f"One of {', '.join(registry.names(kind))}."
    )
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="Write the --format before it to this file instead of the terminal.",
    )


def pairs(options: Mapping[str, Any], kind: str) -> Pairs:
    """Which format goes where: files belong to the first formats, the last one may go to the terminal."""
    formats, places = options["format"], options["output"]
    chosen = [registry.known(name, kind) for name in formats] or ["text"]
    if len(places) > len(chosen):
        raise BadInput("There are more --output than --format. Write each --format before its --output.")
    if len(chosen) - len(places) > 1:
        raise BadInput("Only one format can go to the terminal. Give the others an --output FILE.")
    for file in places:
        needs_place("--output", file)
    return [(name, places[number] if number < len(places) else None) for number, name in enumerate(chosen)]


def threshold(options: Mapping[str, Any], words: Sequence[str]) -> str | None:
    """The word of ``--fail-on``; None for "never"."""
    word = str(options["fail_on"])
    if word not in words:
        raise BadInput(f"--fail-on takes {', '.join(words)}, not {word!r}.{nearest(word, words)}")
    return None if word == "never" else word


def emit(report: object, outputs: Pairs, options: Mapping[str, Any], out: OutputWrapper) -> None:
    """Write the report in each format to its place."""
    for name, path in outputs:
        if path is None:
            pieces = registry.pieces(name, report, _style(options, out))
            with _written():
                for piece in pieces:
                    out.write(piece, ending="")
                out.write("")
                out.flush()
        else:
            write_whole("--output", path, [*registry.pieces(name, report, Style()), "\n"])


@contextmanager
def _written() -> Iterator[None]:
    """A full disk behind ``> file`` is no traceback. Whoever stops reading is told of elsewhere."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        mute()
        raise BadInput(f"The output cannot be written: {error.strerror}. Send it somewhere else.") from error


def mute() -> None:
    """Python writes what is left in its buffers when it ends: somewhere where nobody minds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def needs_place(option: str, file: str) -> None:
    """Raises BadInput where a file cannot be; better before the work than after it."""
    if not Path(file).parent.is_dir():
        raise BadInput(f"{option} {file}: the directory does not exist. Make it first.")
    if Path(file).is_dir():
        raise BadInput(f"{option} {file} cannot be written: Is a directory. Choose another path.")


def write_whole(option: str, file: str, pieces: Iterable[str]) -> None:
    """Write a file so that it is whole or as it was. Raises BadInput."""
    try:
        files.write(Path(file), pieces)
    except OSError as error:
        raise BadInput(f"{option} {file} cannot be written: {error.strerror}. Choose another path.") from error


def _style(options: Mapping[str, Any], out: OutputWrapper) -> Style:
    terminal = out.isatty()
    # https://no-color.org. Django does not look at it.
    unwanted = options["no_color"] or os.environ.get("NO_COLOR")
    colour = bool(options["force_color"]) or (terminal and not unwanted)
    width = min(shutil.get_terminal_size().columns, 110) if terminal else 80
    return Style(width=width, colour=colour, verbosity=options["verbosity"])
