"""Who wrote a migration, as git says: nobody approves alone what he wrote himself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

#: Seconds that git may take for one file.
_TIMEOUT = 10

#: E-mail and name of each author, with those who are named as co-authors; .mailmap is respected.
_FORMAT = "%aE%n%aN%n%(trailers:key=Co-authored-by,valueonly)"


def authors_of(path: Path | None) -> frozenset[str] | None:
    """Names and addresses of everybody who has changed a file, in lower case; None where git does not tell all."""
    if path is None or not path.is_file():
        return None
    # What is not committed may be anybody's.
    if _git(path, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", path.name) != "":
        return None
    said = _git(path, "log", "--follow", f"--format={_FORMAT}", "--", path.name)
    if not said:
        return None
    return frozenset(word for line in said.splitlines() for word in _names(line))


def _git(path: Path, *arguments: str) -> str | None:
    """What git says in the directory of a file; None where there is no git, no repository, or no answer in time."""
    command = ["git", "-C", str(path.parent), *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.decode("utf-8", "replace").strip() if ran.returncode == 0 else None


def _names(line: str) -> Iterable[str]:
    """A name, an address, or both as in "Ada Byron <ada@example.org>"."""
    name, _, address = line.strip().partition("<")
    return (word.casefold() for word in (name.strip(), address.strip(" >")) if word)


def is_author(authors: frozenset[str], names: Iterable[str]) -> bool:
    """Whether a person with these names and addresses is one of the authors.

    A user name counts as well where it is the beginning of an address, as in "ada" and "12345+ada@users.example.org".
    """
    wanted = {word.casefold() for word in names if word}
    known = authors | {local for address in authors if "@" in address for local in _locals(address)}
    return bool(wanted & known)


def _locals(address: str) -> Iterable[str]:
    local = address.partition("@")[0]
    return local, local.rpartition("+")[2], local.partition("+")[0]
