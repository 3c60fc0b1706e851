"""Which migrations a branch adds or changes, asked of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemaguard.exceptions import BadInput
from schemaguard.steps.digest import constant_attribute, digest_of
from schemaguard.steps.loader import Node, Project
from schemaguard.steps.source import MigrationFile


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from a commit."""

    #: Migrations that were added or edited.
    keys: frozenset[Node]
    #: The digest that edited migrations had, and the commit that says so.
    released: Mapping[Node, tuple[str, str]]
    #: The digest and the reason that edited migrations had.
    old_sources: Mapping[Node, tuple[str, str]]
    #: Migrations whose files are gone.
    deleted: tuple[Node, ...]


def changes(reference: str, project: Project, apps: frozenset[str]) -> Changes:
    """Compare the files of these apps, uncommitted ones included, with where this branch left ``reference``.

    Other apps may lie in other checkouts, which do not know the reference. Raises BadInput with one line when git
    cannot tell.
    """
    added: set[Node] = set()
    released: dict[Node, tuple[str, str]] = {}
    old_sources: dict[Node, tuple[str, str]] = {}
    deleted: list[Node] = []
    for root, files in _by_repository(project, apps).items():
        base = _base(root, reference)
        for status, path in _changed_paths(root, base):
            file = files.get(path)
            if file is None:
                if status == "D" and (node := _deleted_migration(path, files)):
                    deleted.append(node)
                continue
            added.add(file.key)
            if status != "A":
                before = _git(root, "cat-file", "blob", f"{base}:{path.relative_to(root).as_posix()}")
                digest = _digest(before)
                released[file.key] = (digest, reference)
                old_sources[file.key] = (digest, constant_attribute(before, "reason") if digest else "")
    return Changes(frozenset(added), released, old_sources, tuple(sorted(deleted)))


def _digest(text: bytes) -> str:
    try:
        return digest_of(text)
    except (SyntaxError, ValueError):  # What stood there could not run; whatever stands there now is another thing.
        return ""


def _by_repository(project: Project, apps: frozenset[str]) -> Mapping[Path, Mapping[Path, MigrationFile]]:
    """Migration files by the checkout they lie in. Files outside of any are left out."""
    roots: dict[Path, Path | None] = {}
    found: dict[Path, dict[Path, MigrationFile]] = {}
    for file in project.files.values():
        if file.path is None or file.app not in apps:
            continue
        path = file.path.resolve()
        if path.parent not in roots:
            roots[path.parent] = _root(path.parent)
        root = roots[path.parent]
        if root is not None:
            found.setdefault(root, {})[path] = file
    if not found:
        raise BadInput("--since needs git: no migration lies in a git checkout. Leave --since out to check everything.")
    return found


def _root(directory: Path) -> Path | None:
    for parent in (directory, *directory.parents):
        if (parent / ".git").exists():
            return parent
    return None


def _base(root: Path, reference: str) -> str:
    """The commit where this branch left the reference."""
    if reference.startswith("-"):
        raise BadInput(f"--since takes a branch, tag or commit, not {reference!r}.")
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    commit = _try_git(root, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}").stdout.decode().strip()
    advice = " This is a shallow clone: fetch the whole history first (git fetch --unshallow)." if shallow else ""
    if not commit:
        raise BadInput(f"git does not know {reference!r} in {root.name}.{advice or ' Name a branch, tag or commit.'}")
    base = _try_git(root, "merge-base", commit, "HEAD").stdout.decode().strip()
    if not base:
        raise BadInput(f"This branch has no common history with {reference!r}.{advice or ' Name another commit.'}")
    return base


def _changed_paths(root: Path, base: str) -> Iterator[tuple[str, Path]]:
    words = os.fsdecode(_git(root, "diff", "--name-status", "--no-renames", "-z", base, "--")).split("\0")
    for status, name in zip(words[::2], words[1::2], strict=False):
        yield status[:1], root / name
    for name in os.fsdecode(_git(root, "ls-files", "--others", "--exclude-standard", "-z")).split("\0"):
        if name:
            yield "A", root / name


def _deleted_migration(path: Path, files: Mapping[Path, MigrationFile]) -> Node | None:
    """The migration that a deleted path was, judged by the files that are still beside it."""
    if path.suffix != ".py" or path.stem.startswith(("_", "~")):
        return None
    for known, file in files.items():
        if known.parent == path.parent:
            return file.app, path.stem
    return None


def _git(root: Path, *arguments: str) -> bytes:
    done = _try_git(root, *arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").partition("\n")[0]
        raise BadInput(f"git {arguments[0]} failed in {root.name}. It said: {said or 'nothing'}")
    return done.stdout


def _try_git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False, env=environment)
    except FileNotFoundError:
        raise BadInput("--since needs git, which is not installed. Leave --since out to check everything.") from None
