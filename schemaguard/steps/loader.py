"""Reads the migration files of all apps into one graph. The only user of Django's MigrationLoader."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.exceptions import (
    AmbiguityError,
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput, BrokenHistory
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.state import PlanState

Node = tuple[str, str]


@dataclass(frozen=True)
class Project:
    """All migrations of a project, as they lie on disk."""

    loader: MigrationLoader

    @cached_property
    def files(self) -> Mapping[Node, MigrationFile]:
        """Every migration on disk, replaced ones included."""
        return {key: MigrationFile(migration) for key, migration in sorted(self.loader.disk_migrations.items())}

    @cached_property
    def plan(self) -> tuple[MigrationFile, ...]:
        """The migrations in the order they run on an empty database; a squash stands for what it replaces."""
        graph = self.loader.graph
        seen: dict[Node, None] = {}
        for leaf in sorted(graph.leaf_nodes()):
            for node in graph.forwards_plan(leaf):
                seen.setdefault(node)
        return tuple(self.files[node] for node in seen)

    def plan_to(self, node: Node) -> tuple[MigrationFile, ...]:
        """One migration and everything it needs, in order."""
        return tuple(self.files[key] for key in self.loader.graph.forwards_plan(node))

    def leaves(self) -> Mapping[str, tuple[str, ...]]:
        """The last migrations of each app; more than one is a conflict."""
        found: dict[str, tuple[str, ...]] = {}
        for app, name in sorted(self.loader.graph.leaf_nodes()):
            found[app] = (*found.get(app, ()), name)
        return found

    def parents(self, node: Node) -> tuple[Node, ...]:
        """What a migration depends on, directly."""
        return tuple(sorted(parent.key for parent in self.loader.graph.node_map[node].parents))

    @cached_property
    def replaced(self) -> frozenset[Node]:
        """Migrations that a squash replaces, whether their files exist or not."""
        return frozenset(node for file in self.files.values() for node in _replaces(file))

    def with_squashes(self, applied: Iterable[Node]) -> frozenset[Node]:
        """What counts as applied: a squash does once all it replaces is, and the other way round."""
        done = set(applied)
        for file in self.files.values():
            replaces = _replaces(file)
            if file.key in done:
                done |= replaces
            elif replaces and replaces <= done:
                done.add(file.key)
        return frozenset(done)

    def empty_state(self) -> ProjectState:
        """The state before the first migration."""
        return PlanState(real_apps=self.loader.unmigrated_apps)

    def own_apps(self, extra: Iterable[str] = (), without: Iterable[str] = ()) -> frozenset[str]:
        """Labels of the apps that belong to the project: not installed as packages, plus ``extra``."""
        chosen = {config.label for config in apps.get_app_configs() if is_own(Path(config.path))}
        # In a checkout of schemaguard its own tables would count as the project's.
        return frozenset((chosen - {"schemaguard"} | set(extra)) - set(without))

    def find(self, app: str, name: str | None = None) -> tuple[MigrationFile, ...]:
        """The migrations of one app, or the one whose name starts with ``name``. Raises BadInput."""
        labels = sorted(config.label for config in apps.get_app_configs())
        if app not in labels:
            raise BadInput(f"There is no app {app!r}.{nearest(app, labels)} Use an app label from INSTALLED_APPS.")
        found = tuple(file for key, file in self.files.items() if key[0] == app)
        if not found:
            raise BadInput(f"The app {app!r} has no migrations. Write one with: manage.py schemaguard make {app}")
        return found if name is None else (self._by_prefix(app, name, found),)

    def _by_prefix(self, app: str, name: str, found: tuple[MigrationFile, ...]) -> MigrationFile:
        exact = [file for file in found if file.name == name]
        matching = exact or [file for file in found if file.name.startswith(name)]
        if len(matching) == 1:
            return matching[0]
        if matching:
            names = ", ".join(file.name for file in matching)
            raise BadInput(f"{name!r} matches several migrations of {app!r}: {names}. Write more of the name.")
        hint = nearest(name, [file.name for file in found])
        raise BadInput(f"The app {app!r} has no migration {name!r}.{hint} See: manage.py showmigrations {app}")


def _replaces(file: MigrationFile) -> set[Node]:
    return {(app, name) for app, name in file.migration.replaces}


def is_own(path: Path) -> bool:
    """Whether code at this path belongs to the project and not to an installed package."""
    if {"site-packages", "dist-packages"} & set(path.parts):
        return False
    return not path.is_relative_to(Path(sys.prefix) / "lib")


class _Loader(MigrationLoader):
    """Django's, told what is applied instead of asking a connection. That decides whether a squash can be used."""

    def __init__(self, applied: Iterable[Node], *, replace: bool) -> None:
        self._told: Mapping[Node, Any] = dict.fromkeys(applied)
        super().__init__(None, ignore_no_migrations=True, replace_migrations=replace)

    @property
    def applied_migrations(self) -> dict[Node, Any]:
        """What Django sets to nothing without a connection, and changes as it goes through the squashes."""
        return self._applied

    @applied_migrations.setter
    def applied_migrations(self, found: Mapping[Node, Any] | None) -> None:
        self._applied = {**self._told, **(found or {})}


def load(*, replace: bool = True, applied: Iterable[Node] = ()) -> Project:
    """Read all migrations without touching a database. Raises BrokenHistory with one line.

    ``replace=False`` keeps the migrations that a squash replaces in the graph; so does one that ``applied`` has a
    part of.
    """
    try:
        return Project(_Loader(applied, replace=replace))
    except CircularDependencyError as error:
        raise BrokenHistory(f"These migrations depend on each other: {_circle(error)}. Break the circle.") from error
    except NodeNotFoundError as error:
        raise BrokenHistory(f"{_one_line(error)} Mend the dependencies of that migration.") from error
    except (BadMigrationError, AmbiguityError, ImproperlyConfigured) as error:
        raise BrokenHistory(_one_line(error)) from error
    except (Exception, SystemExit) as error:  # A migration file is any Python: whatever it raises is reported.
        raise BrokenHistory(_import_failure(error)) from error


def forget() -> None:
    """Let the next ``load`` import all migration files again: some look into a database as they are imported."""
    packages = {MigrationLoader.migrations_module(config.label)[0] for config in apps.get_app_configs()}
    for name in [name for name in sys.modules if name.rpartition(".")[0] in packages]:
        del sys.modules[name]


def _circle(error: CircularDependencyError) -> str:
    """Django begins the circle anywhere; here it begins with the first name."""
    names = str(error).split(", ")
    start = names.index(min(names))
    return ", ".join([*names[start:], *names[:start]])


def _one_line(error: object) -> str:
    text = " ".join(str(error).split())
    return text if text.endswith(".") else f"{text}."


def _import_failure(error: BaseException) -> str:
    place = _place_of(error)
    if isinstance(error, SyntaxError):
        place = f"{error.filename}:{error.lineno or 1}" if error.filename else place
        return f"{place} cannot be read as Python: {_one_line(error.msg)} Mend the file."
    return f"{place} cannot be imported: {type(error).__name__}: {_one_line(error)} Mend the file."


def _place_of(error: BaseException) -> str:
    """The last line of a migration that ran; the module where none did."""
    place = "a migration file"
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.parent.name == "migrations" and "django" not in path.parts:
            place = f"{path}:{line}"
        elif frame.f_code.co_name == "import_module":
            place = str(frame.f_locals.get("name", place))
    return place
