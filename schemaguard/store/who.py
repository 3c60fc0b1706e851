"""Who runs something, where, and of which code. Never a failure: what cannot be told is left empty."""

from __future__ import annotations

import getpass
import os
import platform
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.db import DatabaseError, connections

import schemaguard
from schemaguard.conf import Settings
from schemaguard.runs import RunInfo, Who

#: Who started a job, as CI systems say: GitHub, GitLab, Azure, CircleCI, Buildkite, Bitbucket, Jenkins (build user
#: plugin), TeamCity, Drone and Woodpecker, Semaphore, Codefresh.
_ACTORS = (
    "GITHUB_TRIGGERING_ACTOR GITHUB_ACTOR GITLAB_USER_LOGIN BUILD_REQUESTEDFOR CIRCLE_USERNAME"
    " BUILDKITE_UNBLOCKER BUILDKITE_BUILD_CREATOR BITBUCKET_STEP_TRIGGERER_UUID BUILD_USER_ID"
    " TEAMCITY_BUILD_TRIGGEREDBY_USERNAME DRONE_BUILD_TRIGGER CI_PIPELINE_AUTHOR SEMAPHORE_WORKFLOW_TRIGGERED_BY"
    " CF_BUILD_INITIATOR"
).split()
#: Where they say what was checked out; on platforms without a repository as well.
_COMMITS = (
    "GITHUB_SHA CI_COMMIT_SHA BUILD_SOURCEVERSION CIRCLE_SHA1 BUILDKITE_COMMIT BITBUCKET_COMMIT GIT_COMMIT"
    " DRONE_COMMIT_SHA SEMAPHORE_GIT_SHA CF_REVISION HEROKU_SLUG_COMMIT RENDER_GIT_COMMIT RAILWAY_GIT_COMMIT_SHA"
    " SOURCE_COMMIT SOURCE_VERSION"
).split()
_BRANCHES = (
    "GITHUB_HEAD_REF GITHUB_REF_NAME CI_COMMIT_REF_NAME BUILD_SOURCEBRANCHNAME CIRCLE_BRANCH BUILDKITE_BRANCH"
    " BITBUCKET_BRANCH GIT_BRANCH DRONE_BRANCH CI_COMMIT_BRANCH SEMAPHORE_GIT_BRANCH CF_BRANCH RENDER_GIT_BRANCH"
    " RAILWAY_GIT_BRANCH"
).split()

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def new_run(
    command: str, alias: str, settings: Settings, *, arguments: str = "", plan: str = "", user: str = ""
) -> RunInfo:
    """A run that begins now. ``user``: the Django user, where there is one."""
    commit, branch = git()
    return RunInfo(
        id=uuid4().hex,
        environment=settings.environment,
        database=alias,
        command=command,
        begun_at=datetime.now(UTC),
        arguments=without_passwords(arguments),
        plan=plan,
        who=who(user),
        versions=versions(connections[alias]),
        git_commit=commit,
        git_branch=branch,
    )


def who(user: str = "") -> Who:
    """This process' user, on this host."""
    try:
        system = getpass.getuser()
    except (OSError, KeyError, ImportError):  # No name for the number, as in many containers.
        system = str(os.getuid()) if hasattr(os, "getuid") else ""
    return Who(system, _first(_ACTORS), user, socket.gethostname())


def versions(connection: Any) -> Mapping[str, str]:
    """Of what takes part, with the server of a connection of Django."""
    found = {
        "python": platform.python_version(),
        "django": django.get_version(),
        "schemaguard": schemaguard.__version__,
    }
    server = _server(connection)
    return {**found, "server": server} if server else found


def git() -> tuple[str, str]:
    """Commit and branch of the project, from its repository, else from what the platform says."""
    here = _repository()
    commit, branch = _checked_out(here) if here is not None else ("", "")
    return commit or _first(_COMMITS), branch or _first(_BRANCHES)


def without_passwords(text: str) -> str:
    """A command line without those of URLs."""
    return re.sub(r"://\S*@", "://***@", text)


def _first(names: list[str]) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _server(connection: Any) -> str:
    try:
        numbers = connection.get_database_version()
    except (DatabaseError, NotImplementedError):
        return ""
    product = "mariadb" if getattr(connection, "mysql_is_mariadb", False) else connection.vendor
    return f"{product} {'.'.join(map(str, numbers))}"


def _repository() -> Path | None:
    """The directory of git, of the project's base directory or of where the process runs."""
    from django.conf import settings

    for start in (getattr(settings, "BASE_DIR", None), Path.cwd()):
        for place in _upwards(start):
            found = place / ".git"
            if found.is_dir():
                return found
            if found.is_file():  # A worktree or a submodule: a file with the path.
                return place / found.read_text(errors="replace").partition("gitdir:")[2].strip()
    return None


def _upwards(start: object) -> Iterator[Path]:
    if isinstance(start, str | Path):
        place = Path(start).absolute()
        yield from (place, *place.parents)


def _checked_out(git: Path) -> tuple[str, str]:
    """What HEAD leads to; see gitrepository-layout(5)."""
    try:
        head = (git / "HEAD").read_text(errors="replace").strip()
        if not head.startswith("ref:"):
            return head if _COMMIT.fullmatch(head) else "", ""
        name = head.removeprefix("ref:").strip()
        return _commit_of(git, name), name.removeprefix("refs/heads/")
    except OSError:
        return "", ""


def _commit_of(git: Path, name: str) -> str:
    common = git / "commondir"
    places = (git, git / common.read_text().strip()) if common.is_file() else (git,)
    for place in places:
        if (place / name).is_file():
            return (place / name).read_text().strip()
        packed = place / "packed-refs"
        for line in packed.read_text(errors="replace").splitlines() if packed.is_file() else ():
            if line.endswith(f" {name}"):
                return line.split()[0]
    return ""
