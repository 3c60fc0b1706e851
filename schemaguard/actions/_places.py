"""What ENV, LEFT and RIGHT mean: an environment, a database, a snapshot, or what migrations expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from schemaguard import store
from schemaguard.actions import _urls
from schemaguard.conf import Settings, nearest
from schemaguard.databases.base import Source
from schemaguard.databases.registry import vendor_of, vendors
from schemaguard.exceptions import BadInput
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import SchemaSnapshot

EXPECTED = "expected"

#: The alias of a database that has no other: one given by its URL.
ALONE = "default"


@dataclass(frozen=True, slots=True)
class Place:
    """One side of a comparison: live databases, or snapshots that are read already, by alias; or EXPECTED."""

    #: What to call it. Never holds a secret.
    name: str
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    snapshots: Mapping[str, SchemaSnapshot] = field(default_factory=dict, repr=False)
    #: The environment it is, or a database of; empty where that is not known.
    environment: str = ""
    #: One database that was meant by itself, so that its alias means nothing to a comparison.
    single: bool = False
    #: Sentences about what was left out.
    notes: tuple[str, ...] = ()

    @property
    def expected(self) -> bool:
        """Whether it is what the migrations of the other side have made."""
        return not self.sources and not self.snapshots

    @property
    def aliases(self) -> tuple[str, ...]:
        """The databases it has, in order."""
        return tuple(self.sources or self.snapshots)

    def only(self, aliases: Iterable[str]) -> Place:
        """The place with these databases only; all where none is named. Raises BadInput for one it has not."""
        wanted = tuple(dict.fromkeys(aliases))
        if not wanted or self.expected:
            return self
        for alias in wanted:
            if alias not in self.aliases:
                known = ", ".join(self.aliases)
                raise BadInput(f"{self.name} has no database {alias!r}.{nearest(alias, self.aliases)} It has: {known}.")
        return replace(
            self,
            sources={alias: source for alias, source in self.sources.items() if alias in wanted},
            snapshots={alias: snapshot for alias, snapshot in self.snapshots.items() if alias in wanted},
            notes=(),
        )


def resolve(text: str | None, settings: Settings) -> Place:
    """The place that a word of the command line means. Raises BadInput with one line.

    In this order: an environment, a database alias, a database URL, ``@ID`` of a stored snapshot, EXPECTED, a file.
    """
    if text is None:
        return project(settings)
    if text in settings.environments:
        return _environment(text, settings.environments[text])
    if text == settings.environment:
        return project(settings)
    if text in connections.settings:
        return Place(text, {text: live(text)}, environment=settings.environment, single=True)
    if _urls.is_url(text):
        source = _urls.source(text)
        return Place(source.name, {ALONE: source}, single=True)
    if text.startswith("@"):
        return _stored(text)
    if text == EXPECTED:
        return Place(EXPECTED)
    if text.endswith(".json") or Path(text).exists():
        return _file(text, Path(text))
    raise BadInput(_unknown(text, settings))


def readable() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of DATABASES that hold schemas of their own: no mirrors of others, and none without an engine."""
    for alias, entry in connections.settings.items():
        if entry["ENGINE"] != "django.db.backends.dummy" and not entry["TEST"]["MIRROR"]:
            yield alias, entry


def project(settings: Settings) -> Place:
    """The databases of this project. Those of a kind that we do not know are left out, with a note."""
    sources: dict[str, Source] = {}
    notes: list[str] = []
    for alias, entry in readable():
        if vendor(entry):
            sources[alias] = live(alias)
        else:
            notes.append(f"The database {alias!r} was left out: {_not_readable(entry)}")
    if not sources:
        raise BadInput(notes[0] if notes else "DATABASES is empty. Configure a database, or name one by its URL.")
    return Place(settings.environment, sources, environment=settings.environment, notes=tuple(notes))


def live(alias: str) -> Source:
    """A database of this project, to be read through a new connection where that shows the same."""
    entry = connections.settings[alias]
    if not vendor(entry):
        raise BadInput(f"The database {alias!r} cannot be read: {_not_readable(entry)}")
    return Source(alias, entry, _in_use(alias))


def vendor(entry: Mapping[str, Any]) -> str:
    """The kind of database that an entry of DATABASES means, also through an engine that builds on another."""
    if found := vendor_of(entry):
        return found
    try:
        derived = str(load_backend(str(entry["ENGINE"])).DatabaseWrapper.vendor)
    except ImproperlyConfigured:
        return ""
    return derived if derived in vendors() else ""


def _not_readable(entry: Mapping[str, Any]) -> str:
    return f"its engine {entry['ENGINE']!r} is not installed, or is none of {', '.join(vendors())}."


def _in_use(alias: str) -> BaseDatabaseWrapper | None:
    """The connection that has what no other one can see: an open transaction, or a database in memory."""
    for connection in connections.all(initialized_only=True):
        if connection.alias == alias and (connection.in_atomic_block or _in_memory(connection)):
            return connection
    return None


def _in_memory(connection: Any) -> bool:
    return connection.vendor == "sqlite" and bool(connection.is_in_memory_db())


def _environment(name: str, entry: Mapping[str, Any]) -> Place:
    where = f"SCHEMAGUARD['ENVIRONMENTS'][{name!r}]"
    if "snapshot" in entry:
        path = Path(getattr(django_settings, "BASE_DIR", ""), entry["snapshot"])
        return replace(_file(f"{where}['snapshot']", path), name=name)
    if "api" in entry:
        raise BadInput(
            f"The environment {name!r} cannot be read through its API yet. Write a snapshot there and name the file: "
            f"manage.py schemaguard snapshot -o {name}.json"
        )
    sources = {alias: _urls.source(url, f"{where}[{alias!r}]") for alias, url in entry.items()}
    named = {alias: replace(source, name=f"{name}/{alias}") for alias, source in sources.items()}
    return Place(name, named, environment=name)


def _file(said: str, path: Path) -> Place:
    """A file that ``snapshot`` wrote. ``said`` is what the user calls it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(
            f"{said}: there is no file {path}. Write one with: manage.py schemaguard snapshot -o FILE"
        ) from None
    except OSError as error:
        raise BadInput(f"{said} cannot be read as a snapshot file: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{said} is not a snapshot: it is no text in UTF-8.") from None
    found = from_text(text, said)
    if not found:
        raise BadInput(f"{said} is a snapshot of no database. Write it again: manage.py schemaguard snapshot -o FILE")
    return Place(said, snapshots=found)


def _stored(text: str) -> Place:
    try:
        found = store.find_snapshot(text[1:])
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(f"{text} cannot be looked up: the ledger cannot be read ({type(error).__name__}).") from error
    name = f"{found.environment}, {found.when}"
    return Place(name, snapshots=from_text(found.document, f"The stored snapshot {text}"))


def _unknown(text: str, settings: Settings) -> str:
    environments = sorted({*settings.environments, settings.environment})
    aliases = sorted(connections.settings)
    return (
        f"There is no environment, database, snapshot file or URL {_urls.shown(text)!r}."
        f"{nearest(text, [*environments, *aliases, EXPECTED])} "
        f"Environments: {', '.join(environments)}. Databases: {', '.join(aliases)}."
    )
