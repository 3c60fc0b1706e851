"""``make``: write a migration with its reason, and check it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps as registry
from django.core.management import CommandError
from django.core.management.commands import makemigrations
from django.db import DatabaseError
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.writer import MigrationWriter

from schemaguard import files
from schemaguard.conf import MetadataField, Settings, load, nearest
from schemaguard.exceptions import BadInput, SchemaguardError
from schemaguard.steps.loader import load as load_project
from schemaguard.steps.metadata import annotated, problems, value_of

#: Asks a person for one field. Returns None where nobody can be asked.
Ask = Callable[[MetadataField], str | None]


@dataclass(slots=True)
class Written:
    """What was written: the files' paths, as Django's writer chose them."""

    paths: list[Path] = field(default_factory=list)


def make(
    apps: tuple[str, ...],
    values: Mapping[str, str],
    *,
    ask: Ask,
    options: Mapping[str, Any],
    stdout: Any,
    stderr: Any,
    settings: Settings | None = None,
) -> Written:
    """Do what ``makemigrations`` does, with Django's own autodetector and writer.

    ``values`` are the metadata by field name; missing ones are asked for. Nothing is written when
    a field is not right. Raises BadInput.
    """
    found = settings or load()
    unknown = sorted(set(values) - set(found.metadata))
    if unknown:
        raise BadInput(f"SCHEMAGUARD['METADATA'] has no field {unknown[0]!r}. It has: {', '.join(found.metadata)}.")
    _refuse_unknown(apps)
    load_project()  # A history that cannot be read is told in one line.
    command = _MakeMigrations(found, dict(values), ask, stdout=stdout, stderr=stderr)
    try:
        command.handle(*apps, **options)
    except (CommandError, ValueError, InconsistentMigrationHistory, DatabaseError) as error:
        raise BadInput(" ".join(str(error).split())) from error
    except OSError as error:
        raise SchemaguardError(f"{error.filename} cannot be written: {error.strerror}.") from error
    except SystemExit as stop:
        # Django stops like this when a person aborts, or cannot be asked for a default (3).
        raise BadInput("No migration was written: see above, or give the field a default in models.py.") from stop
    return Written([Path(path) for path in dict.fromkeys(command.written_files)])


def _refuse_unknown(labels: tuple[str, ...]) -> None:
    known = sorted(config.label for config in registry.get_app_configs())
    for label in labels:
        if label not in known:
            raise BadInput(f"There is no app {label!r}.{nearest(label, known)} Use an app label from INSTALLED_APPS.")


class _MakeMigrations(makemigrations.Command):
    """Django's command; the files it writes get their metadata."""

    #: Set by Django's handle().
    written_files: list[str]

    def __init__(self, settings: Settings, values: dict[str, str], ask: Ask, **options: Any) -> None:
        super().__init__(**options)
        self.settings, self.values, self.ask = settings, values, ask

    def write_migration_files(self, changes: Any, update_previous_migration_paths: Any = None) -> None:
        """Ask only when there is something to write, and before it is written."""
        migrations = [migration for found in changes.values() for migration in found]
        self._complete(migrations)
        super().write_migration_files(changes, update_previous_migration_paths)
        self._annotate((Path(MigrationWriter(migration).path), migration) for migration in migrations)

    def handle_merge(self, loader: Any, conflicts: Any) -> None:
        """A merge states its reason as well."""
        self._complete([])
        last = [loader.graph.nodes[app, names[0]] for app, names in sorted(conflicts.items())]
        directories = [Path(MigrationWriter(migration).path).parent for migration in last]
        known = {path for directory in directories for path in directory.iterdir()}
        super().handle_merge(loader, conflicts)
        # The new files are not imported here: Python would remember them without their reason.
        merged = [path for directory in directories for path in sorted(directory.glob("*.py")) if path not in known]
        self.written_files += [str(path) for path in merged]
        self._annotate((path, None) for path in merged)

    def _complete(self, migrations: list[Any]) -> None:
        """Gather all fields, or refuse before a file is touched."""
        for wanted in self.settings.metadata.values():
            text = self.values.get(wanted.name, "").strip()
            kept = bool(migrations) and all(_kept(migration, wanted) for migration in migrations)
            if not text and wanted.required and not kept and not self.dry_run:
                text = (self.ask(wanted) or "").strip()
                if not text:
                    option = (
                        f"--{wanted.name}" if wanted.name in ("reason", "ticket") else f"--field {wanted.name}=TEXT"
                    )
                    raise BadInput(f"Say why: {option} is required. Nothing was written.")
            names = [migration.name for migration in migrations] or [""]
            wrong = [problem for name in names for problem in problems(text, wanted, name)] if text else []
            if wrong:
                raise BadInput(f"{wrong[0]} Nothing was written.")
            self.values[wanted.name] = text

    def _annotate(self, written: Iterable[tuple[Path, Any]]) -> None:
        if self.dry_run:
            return
        for path, migration in written:
            fields = self.settings.metadata.values()
            values = {wanted.name: self.values[wanted.name] or _kept(migration, wanted) for wanted in fields}
            _rewrite(path, values)


def _kept(migration: Any, wanted: MetadataField) -> str:
    """What ``--update`` finds in the migration that it rewrites."""
    return value_of(vars(type(migration)), wanted)


def _rewrite(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step, so that nobody finds half of it."""
    text = annotated(path.read_text(encoding="utf-8"), values)
    try:
        files.write(path, [text])
    except OSError as error:
        raise SchemaguardError(f"{path} could not be given its reason: {error.strerror}. Write it by hand.") from error
