"""What pg_dump says of a database, in a form that two databases can be compared by."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.servers.postgres import Postgres, Programs

OPTIONS = ("--schema-only", "--no-owner", "--no-privileges")
#: The comment before each object. Its last field names the owner, "-" without one.
_HEADER = re.compile(r"^--\n-- Name: .*; Type: .*; Schema: .*; Owner: .*\n--\n", re.MULTILINE)
#: Lines that set up the session of whoever runs the dump, and those that end it. The key of \restrict is random.
_SESSION = re.compile(r"^(?:SET default_\w+ = .*;|\\(?:un)?restrict .*|--.*)$", re.MULTILINE)
_TABLE = re.compile(r"CREATE (?:UNLOGGED |FOREIGN )?TABLE ")


def dump(server: Postgres, url: str) -> str:
    """The schema as SQL, by the pg_dump that belongs to the server."""
    programs = Programs(server.find())
    command: list[str | Path] = [programs.bin / "pg_dump", *OPTIONS, "--dbname", url]
    done = subprocess.run(command, env=programs.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pg_dump ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def statements(text: str) -> Counter[str]:
    """What a dump makes, object by object. The order of objects, and of columns in a table, is no part of it."""
    return Counter(_normal(part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    # What comes before the first header sets up the session.
    for part in _HEADER.split(text)[1:]:
        if body := _SESSION.sub("", part).strip():
            yield body


def _normal(statement: str) -> str:
    lines = [line.rstrip() for line in statement.splitlines() if line.strip()]
    if _TABLE.match(statement):
        lines = [lines[0], *sorted(line.rstrip(",") for line in lines[1:])]
    return "\n".join(lines)


def differences(left: Counter[str], right: Counter[str]) -> list[str]:
    """What only one of two databases has: "- …" on the left, "+ …" on the right."""
    return [f"- {text}" for text in sorted((left - right).elements())] + [
        f"+ {text}" for text in sorted((right - left).elements())
    ]
