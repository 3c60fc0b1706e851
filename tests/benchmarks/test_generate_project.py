"""A generated project is a real Django project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GENERATOR = Path(__file__).with_name("generate_project.py")


def generate(directory: Path, *arguments: str) -> Path:
    """Run the generator as a person does."""
    subprocess.run([sys.executable, GENERATOR, *arguments, directory], check=True)
    return directory


def manage(project: Path, *arguments: str) -> str:
    """Run a command of the generated project and return what it printed; fail with its error."""
    command = [sys.executable, "manage.py", *arguments]
    # The settings of this test run must not reach the generated project.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sources(project: Path) -> dict[str, str]:
    """Every generated Python file by its path."""
    return {str(path.relative_to(project)): path.read_text() for path in sorted(project.rglob("*.py"))}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of forty migrations."""
    return generate(tmp_path_factory.mktemp("generated") / "project", "--migrations", "40")


def migrations(project: Path) -> dict[str, str]:
    """The migration files by their path."""
    return {name: text for name, text in sources(project).items() if "/migrations/0" in name}


def test_the_models_match_the_migrations(project: Path) -> None:
    assert "No changes detected" in manage(project, "makemigrations", "--check")


def test_it_migrates_on_sqlite(project: Path) -> None:
    # 40 of its own; Django's contenttypes and auth come on top.
    assert manage(project, "migrate", "--no-color").count("... OK") > 40
    assert "[ ]" not in manage(project, "showmigrations", "--no-color")


def test_it_has_every_kind_of_migration_and_a_reason_in_each(project: Path) -> None:
    files = migrations(project)
    text = "".join(files.values())
    kinds = "CreateModel AddField AlterField RenameField RemoveField AddIndex AddConstraint AlterModelOptions"
    assert len(files) == 40
    assert [kind for kind in f"{kinds} RunPython RunSQL".split() if f"migrations.{kind}(" not in text] == []
    assert "models.ManyToManyField(" in text
    assert "models.ForeignKey(" in text
    assert [name for name, source in files.items() if '    reason = "' not in source] == []


def test_the_seed_decides(tmp_path: Path) -> None:
    first, second = (generate(tmp_path / name, "--migrations", "16") for name in ("first", "second"))
    other = generate(tmp_path / "other", "--migrations", "16", "--seed", "1")
    assert sources(first) == sources(second)
    assert sources(first) != sources(other)


def test_a_directory_with_files_is_refused(project: Path) -> None:
    command = [sys.executable, str(GENERATOR), "--migrations", "16", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
