"""Files are written whole, or stay as they were."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemaguard import files

#: The administrator may write everywhere.
AS_NOBODY = "os.geteuid() or os.seteuid(65534)"


def in_another_process(before: str, path: Path) -> str:
    """Write to the path there, and return the name of the error."""
    write = f"import os, resource, signal, sys\n{before}\nfiles.write(Path({str(path)!r}), ['new' * 1000])"
    code = f"from pathlib import Path\nfrom schemaguard import files\n{write}"
    # What measures coverage there would meet the same full disk.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    return done.stderr.strip().rpartition("\n")[2].partition(":")[0] if done.returncode else ""


def test_a_disk_that_is_full_costs_nothing_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text("old")
    full = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))"
    assert in_another_process(full, path) == "OSError"
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["schema.json"]


def test_stopped_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write(path, pieces())
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["schema.json"]


@pytest.fixture
def locked() -> Iterator[Path]:
    """A directory in which nobody may make a file, with one that everybody may write."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "schema.json").write_text("old and long")
        (directory / "schema.json").chmod(0o666)
        directory.chmod(0o555)
        yield directory
        directory.chmod(0o755)


def test_a_file_that_can_be_written_and_not_replaced(locked: Path) -> None:
    assert in_another_process(AS_NOBODY, locked / "schema.json") == ""
    assert (locked / "schema.json").read_text() == "new" * 1000
    assert [found.name for found in locked.iterdir()] == ["schema.json"]


def test_no_file_where_none_can_be_made(locked: Path) -> None:
    assert in_another_process(AS_NOBODY, locked / "other.json") == "PermissionError"
    assert [found.name for found in locked.iterdir()] == ["schema.json"]


def test_what_is_no_plain_file_is_written_where_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write(pipe, ["new"])
        assert os.read(reader, 100) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", ["/dev/stdout", "/proc/self/fd/1"])
def test_the_output_of_a_command_is_a_place(place: str) -> None:
    code = f"from pathlib import Path; from schemaguard import files; files.write(Path({place!r}), ['new'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "new"


def test_a_link_to_another_file_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for text in ("new", "newer"):
        files.write(tmp_path / "link", [text])
        assert (tmp_path / "target").read_text() == text
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("letter", ["x", "折"])
def test_the_longest_name(tmp_path: Path, letter: str) -> None:
    path = tmp_path / (letter * (255 // len(letter.encode())))
    for text in ("new", "newer"):
        files.write(path, [text])
        assert path.read_text() == text
    assert [*tmp_path.iterdir()] == [path]


def test_rights(tmp_path: Path) -> None:
    path, secret, other = tmp_path / "schema.json", tmp_path / "secret.json", tmp_path / "other"
    other.touch()
    files.write(path, ["new"])
    files.write(secret, ["new"], rights=0o600)
    assert path.stat().st_mode == other.stat().st_mode
    assert secret.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    files.write(path, ["newer"])
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_text() == "newer"
