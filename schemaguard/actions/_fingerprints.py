"""What may change the schema that migrations make, as values that can be hashed."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import django
from django.apps import apps
from django.conf import settings as django_settings
from django.db.migrations import RunSQL

import schemaguard
from schemaguard.actions._places import vendor
from schemaguard.actions._plans import Plan
from schemaguard.databases.base import Source
from schemaguard.databases.connections import opened
from schemaguard.steps.loader import is_own

#: Settings that hold secrets or describe the machine; DATABASES is looked at on its own.
_LEFT_OUT = re.compile(
    r"SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|_KEYS?$|^API_|^(DATABASES|CACHES|LOGGING|STORAGES|EMAIL_\w+|ALLOWED_HOSTS"
    r"|DEBUG|INTERNAL_IPS|SCHEMAGUARD|STATIC\w+|MEDIA\w+|TEMPLATES|LOCALE_PATHS|FIXTURE_DIRS)$"
)
_PLAIN = (str, int, float, bool, type(None))


def digest(*parts: object) -> str:
    """A hash of plain values; dictionaries must be sorted before."""
    found = hashlib.sha256()
    for part in parts:
        found.update(repr(part).encode())
        found.update(b"\0")
    return found.hexdigest()


def software() -> tuple[object, ...]:
    """Versions; of schemaguard also the files, which change under the same version while it is worked on."""
    home = Path(schemaguard.__file__).parent
    files = sorted(path for name in ("actions", "databases", "schema") for path in (home / name).rglob("*.*"))
    own = [_stamp(path) for path in files if path.suffix in (".py", ".sql")]
    return schemaguard.__version__, own, django.VERSION, sys.version_info[:3]


def server(source: Source) -> tuple[object, ...]:
    """The kind and version of a server, and how sessions on it are set up."""
    kind = vendor(source.settings)
    options = {name: value for name, value in (source.settings.get("OPTIONS") or {}).items() if not _secret(name)}
    said: tuple[object, ...] = (kind, source.settings["ENGINE"], _plain(options), source.settings.get("TIME_ZONE"))
    if kind == "sqlite":
        return *said, sqlite3.sqlite_version
    if kind == "mongodb":
        return said
    with opened(Source(source.name, source.settings)) as connection:
        return *said, connection.get_database_version(), getattr(connection, "mysql_is_mariadb", None)


def _secret(name: str) -> bool:
    return bool(re.search(r"(?i)pass|secret|token|key|cert|pool", name))


def settings() -> tuple[object, ...]:
    """The settings with plain values, without secrets and paths: a migration may read any."""
    names = (name for name in dir(django_settings) if name.isupper() and not _LEFT_OUT.search(name))
    return tuple((name, _plain(getattr(django_settings, name))) for name in names)


def _plain(value: Any) -> object:
    """A value that is the same in every process; None for anything that has no such form."""
    if isinstance(value, str) and value.startswith("/"):
        return None
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), repr(_plain(item))) for name, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted(repr(_plain(item)) for item in value))
    return None


def code(plans: Iterable[Plan], *, models: bool) -> tuple[object, ...]:
    """The files of migrations and of all they import, and the SQL that they carry or find beside them."""
    roots: dict[str, None] = {}
    texts: list[str] = []
    for plan in plans:
        for migration in (*plan.done, *plan.pending):
            roots.setdefault(migration.__module__)
            texts += (str(op.sql) for op in migration.operations if isinstance(op, RunSQL))
    if models:
        roots |= dict.fromkeys(model.__module__ for model in apps.get_models(include_auto_created=True))
    modules = sorted((name, _content(module)) for name, module in _reached(roots).items())
    return tuple(modules), digest(*texts), tuple(_beside())


def _reached(roots: Iterable[str]) -> dict[str, ModuleType]:
    """The modules behind everything that modules have names for, without Django's and Python's own."""
    found: dict[str, ModuleType] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        module = sys.modules.get(name)
        if module is None or name in found or name.partition(".")[0] in _KNOWN:
            continue
        found[name] = module
        for value in list(vars(module).values()):
            owner = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if isinstance(owner, str):
                waiting.append(owner)
    return found


#: Their versions say enough.
_KNOWN = frozenset({"django", "schemaguard", *sys.stdlib_module_names})


def _content(module: ModuleType) -> object:
    """The text of the project's own files; of installed ones what the file system says."""
    file = getattr(module, "__file__", None)
    if not file:
        return None
    path = Path(file)
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if is_own(path) else _stamp(path)
    except OSError:
        return None


def _stamp(path: Path) -> tuple[str, int, int]:
    known = path.stat()
    return path.name, known.st_size, known.st_mtime_ns


def _beside() -> Iterator[object]:
    """Files that migrations may read while they run: what lies in their package, and SQL files of the app."""
    for config in apps.get_app_configs():
        home = Path(config.path)
        files = {*home.glob("migrations/**/*"), *home.glob("*.sql"), *home.glob("sql/**/*")}
        for path in sorted(files):
            if path.suffix not in (".py", ".pyc") and path.is_file():
                yield path.name, hashlib.sha256(path.read_bytes()).hexdigest()
