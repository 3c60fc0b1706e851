"""Generate a Django project with many migrations over eight apps, for benchmarks.

    python tests/benchmarks/generate_project.py --migrations 800 DIR

The same number and seed always give the same files. ``makemigrations --check`` is clean, ``migrate`` runs on SQLite,
and every migration carries a reason.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# Run as a script, Python looks beside this file, not in the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.project_changes import CHANGES, DATA_CHANGES, add_field, alter_field, create_model
from tests.benchmarks.project_state import APPS, Migration, Model, Project, listed

TEAMS = ("Customer support", "Finance", "Marketing", "The data team", "The mobile team", "The warehouse")
WISHES = (
    "asked for {} in the quarterly review.",
    "needs {} for the monthly report.",
    "replaces a spreadsheet with {}.",
    "found slow pages, and {} is part of the remedy.",
)
MANAGE = """import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
"""
SETTINGS = f"""from pathlib import Path

SECRET_KEY = "benchmark"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *{listed(APPS)}]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "db.sqlite3"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""


def build(migrations: int, seed: int = 0) -> Project:
    """Plan a project with this many migrations, each kind of change in its share."""
    project = Project(seed)
    count = migrations - len(APPS)
    kinds = [kind for kind, (percent, _) in CHANGES.items() for _ in range(round(percent * count / 100) or 1)]
    project.random.shuffle(kinds)
    for app in APPS:
        migration = Migration(app, 1, title="initial")
        create_model(project, migration)
        create_model(project, migration)
        finish(project, migration)
    for number in range(count):
        finish(project, following(project, kinds[number % len(kinds)]))
    return project


def following(project: Project, kind: str) -> Migration:
    """Write the next migration of some app. A kind that finds nothing to work on becomes an added field."""
    previous = project.leaves[project.random.choice(APPS)]
    migration = Migration(previous.app, previous.number + 1, depends_on={previous.app: previous.name})
    _, change = CHANGES[kind]
    if not change(project, migration):
        add_field(project, migration)
    if kind not in DATA_CHANGES and project.random.random() < 0.2:
        project.random.choice([add_field, alter_field])(project, migration)
    return migration


def finish(project: Project, migration: Migration) -> None:
    """Make a migration the newest of its app."""
    project.migrations.append(migration)
    project.leaves[migration.app] = migration


def render_models(models: list[Model]) -> str:
    """Source of an app's ``models.py``."""
    text = "from django.db import models\n"
    for model in models:
        lists = {"indexes": model.indexes, "constraints": model.constraints}
        meta = model.options | {key: f"[{', '.join(value)}]" for key, value in lists.items() if value}
        fields = "".join(f"    {name} = {one}\n" for name, one in model.fields.items())
        options = "".join(f"        {key} = {value}\n" for key, value in meta.items())
        text += f"\n\nclass {model.name}(models.Model):\n{fields}\n    class Meta:\n{options}"
    return text


def render_migration(project: Project, migration: Migration) -> str:
    """Source of a migration file."""
    dice = project.random
    first = migration.number == 1
    subject = f"its first {migration.app} tables" if first else migration.title.replace("_", " ")
    initial = "    initial = True\n" if first else ""
    needs = "".join(f'        ("{app}", "{name}"),\n' for app, name in migration.depends_on.items())
    return (
        f"from django.db import migrations, models\n{migration.function}\n\nclass Migration(migrations.Migration):\n"
        f'    reason = "{dice.choice(TEAMS)} {dice.choice(WISHES).format(subject)}"\n'
        f'    ticket = "SHOP-{dice.randint(100, 9999)}"\n'
        f"{initial}\n    dependencies = [\n{needs}    ]\n\n    operations = [\n{''.join(migration.operations)}    ]\n"
    )


def write(project: Project, directory: Path) -> None:
    """Write the project's files into a new or empty directory."""
    if directory.exists() and any(directory.iterdir()):
        raise SystemExit(f"{directory} is not empty.")
    files = {"manage.py": MANAGE, "settings.py": SETTINGS}
    for app, models in project.models.items():
        files |= dict.fromkeys((f"{app}/__init__.py", f"{app}/migrations/__init__.py"), "")
        files[f"{app}/models.py"] = render_models(models)
    for migration in project.migrations:
        files[f"{migration.app}/migrations/{migration.name}.py"] = render_migration(project, migration)
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the command line and write the project."""
    parser = argparse.ArgumentParser(description="Generate a Django project with many migrations.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--migrations", type=int, default=800, help=f"at least {len(APPS)} (default: 800)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.migrations < len(APPS):
        parser.error(f"--migrations must be at least {len(APPS)}, one for each app.")
    write(build(options.migrations, options.seed), options.directory)


if __name__ == "__main__":
    main()
