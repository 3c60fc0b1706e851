"""Who runs something, and of which code: told without a process, and never a failure."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.test import override_settings

from schemaguard.store import who
from schemaguard.store.entries import clean_for


def git(place: Path, *arguments: str) -> str:
    who_ = ["-c", "user.name=tests", "-c", "user.email=tests@example.org", "-c", "init.defaultBranch=trunk"]
    return subprocess.run(
        ["git", *who_, *arguments], cwd=place, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_commit_and_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*who._COMMITS, *who._BRANCHES, *who._ACTORS):
        monkeypatch.delenv(name, raising=False)
    place, tree = tmp_path / "one", tmp_path / "two"
    (place / "sub").mkdir(parents=True)
    with override_settings(BASE_DIR=place / "sub"):
        git(place, "init", "-q")
        assert who.git() == ("", "trunk"), "There is no commit yet."
        git(place, "commit", "-q", "--allow-empty", "-m", "one")
        commit = git(place, "rev-parse", "HEAD")
        assert who.git() == (commit, "trunk")
        git(place, "pack-refs", "--all")
        assert who.git() == (commit, "trunk")
        git(place, "worktree", "add", "-q", "-b", "fix/it", str(tree))
        git(place, "checkout", "-q", "--detach")
        assert who.git() == (commit, "")
        monkeypatch.setenv("CI_COMMIT_REF_NAME", "main")
        assert who.git() == (commit, "main")
    with override_settings(BASE_DIR=str(tree)):
        assert who.git() == (commit, "fix/it")
    monkeypatch.setenv("GITHUB_SHA", "f" * 40)
    monkeypatch.chdir("/")
    with override_settings(BASE_DIR=None):
        assert who.git() == ("f" * 40, "main")


def test_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in who._ACTORS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITLAB_USER_LOGIN", "octo")
    monkeypatch.setenv("LOGNAME", "deploy")
    found = who.who("ada")
    assert (found.system, found.ci, found.django) == ("deploy", "octo", "ada") and found.host
    assert who.without_passwords("--to postgres://shop:hush@db/shop") == "--to postgres://***@db/shop"


@pytest.mark.parametrize(
    ("codec", "wanted"),
    [
        ("", "é折😀\\x00"),
        ("bmp", "é折\\U0001f600\\x00"),
        ("latin-1", "é\\u6298\\U0001f600\\x00"),
        ("ascii", "\\xe9\\u6298\\U0001f600\\x00"),
    ],
)
def test_what_a_database_cannot_hold_is_spelled_out(codec: str, wanted: str) -> None:
    assert clean_for(codec)("é折😀\x00") == wanted
