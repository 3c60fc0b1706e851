"""Scratch databases on PostgreSQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Source
from schemaguard.databases.connections import reason, wrapper
from schemaguard.databases.postgresql.quoting import literal, quoted
from schemaguard.databases.scratch_names import COMMENT, PREFIX, Server, entry, is_scratch, new_name, on_server
from schemaguard.exceptions import BadInput
from schemaguard.schema.kinds import kind_of
from schemaguard.schema.snapshot import SchemaSnapshot

#: What of a row in pg_database decides how texts sort. Versions differ in the columns they have.
_LOCALE = ("encoding", "datcollate", "datctype", "datlocprovider", "datlocale", "daticulocale", "daticurules")
_PROVIDERS = {"i": "ICU", "b": "BUILTIN"}
#: Settings of the source's database that must not come along: a scratch database is written to.
_NOT_COPIED = frozenset({"default_transaction_read_only", "default_tablespace", "temp_tablespaces", "role"})


def scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    """A new, empty database with the encoding, the locale, the settings and the search path of the source."""
    return on_server(source, _SERVER)


def _key(name: str) -> tuple[int, int]:
    """The two numbers of an advisory lock, as pg_locks shows them."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4], signed=True), int.from_bytes(digest[4:8], signed=True)


def _claim(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET idle_session_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", _key(name))


def _sweep(connection: BaseDatabaseWrapper) -> None:
    """Databases come first and locks after them: what has no lock then had lost its owner before.

    Advisory locks belong to the database they are taken in, and an owner may be connected to another one; but
    pg_locks shows those of all (manual, 13.3.5 and 53.13). A session in the database says as much as a lock:
    behind a pooler, locks may be lost. Databases of roles we do not belong to are left to these.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'USAGE')",
            [PREFIX],
        )
        found = [name for name, comment in cursor.fetchall() if is_scratch(name) and comment in (None, COMMENT)]
        if not found:
            return
        cursor.execute(
            "SELECT classid::bigint::bit(32)::int, objid::bigint::bit(32)::int FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 2"
        )
        held = set(cursor.fetchall())
        cursor.execute("SELECT DISTINCT datname FROM pg_stat_activity WHERE datname = ANY(%s)", [found])
        used = {name for (name,) in cursor.fetchall()}
        for name in found:
            if _key(name) not in held and name not in used:
                _drop_leftover(cursor, name)


def _drop_leftover(cursor: Any, name: str) -> None:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _key(name))
    if not cursor.fetchone()[0]:
        return
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    except Error:
        # Another run was faster, or somebody has just connected. What is still there is the next run's.
        pass
    finally:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _key(name))


def _create(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.datname = current_database(), to_jsonb(d)::text, pg_encoding_to_char(d.encoding)"
            " FROM pg_database d WHERE d.datname IN (current_database(), 'template1')"
        )
        rows = [(own, json.loads(body) | {"encoding": encoding}) for own, body, encoding in cursor.fetchall()]
        own = next(body for mine, body in rows if mine)
        template: dict[str, Any] = next((body for _, body in rows if body["datname"] == "template1"), {})
        if all(own.get(key) == template.get(key) for key in _LOCALE):
            like = "TEMPLATE template1"
        else:
            like = f"TEMPLATE template0 {_locale(own)}"
        cursor.execute(f'CREATE DATABASE "{name}" {like}')
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{COMMENT}'")


def _locale(row: dict[str, Any]) -> str:
    clauses = [f"ENCODING {literal(row['encoding'])}"]
    if row["datcollate"] is not None:
        clauses.append(f"LC_COLLATE {literal(row['datcollate'])} LC_CTYPE {literal(row['datctype'])}")
    provider = _PROVIDERS.get(row.get("datlocprovider", "c"))
    if provider:
        name = row.get("datlocale") or row.get("daticulocale")
        clauses.append(f"LOCALE_PROVIDER {provider} {provider}_LOCALE {literal(str(name))}")
        if row.get("daticurules"):
            clauses.append(f"ICU_RULES {literal(row['daticurules'])}")
    return " ".join(clauses)


def _prepare(connection: BaseDatabaseWrapper, made: dict[str, Any]) -> None:
    """Give it the settings of the source's database, and the schemas that its search path names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(current_schemas(false))")
        schemas = [schema for (schema,) in cursor.fetchall() if schema != "public"]
        for setting in (*_settings_of_database(cursor), ("synchronous_commit", "off")):
            _copy_setting(cursor, made["NAME"], *setting)
    if not schemas:
        return
    with closing(wrapper(made)) as new, new.cursor() as cursor:
        for schema in schemas:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")


@contextmanager
def twin(settings: Mapping[str, Any]) -> Iterator[str]:
    """A copy of a scratch database, by its name. Nobody may be connected to the original while it is copied."""
    original, name = settings["NAME"], new_name()
    with closing(_beside(settings)) as connection:
        try:
            _claim(connection, name)
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(original)}")
                cursor.execute(f"COMMENT ON DATABASE {quoted(name)} IS {literal(COMMENT)}")
                cursor.execute(
                    "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                    " WHERE d.datname = %s AND s.setrole = 0",
                    [original],
                )
                for setting, _, value in [line.partition("=") for (line,) in cursor.fetchall()]:
                    _copy_setting(cursor, name, setting, value)
            yield name
        finally:
            _drop(connection, name)


def _beside(settings: Mapping[str, Any]) -> BaseDatabaseWrapper:
    """A connection to the same server that is not in the way of copying a database: to one that every server has."""
    connection = wrapper(entry(settings, "postgres"))
    try:
        connection.ensure_connection()
    except Error:
        connection = wrapper(entry(settings, "template1"))
        connection.ensure_connection()
    return connection


def exists(source: Source) -> bool:
    """Whether the server has the database. A refused connection does not say so, in the words of any language."""
    return source.connection is not None or _instead(source.settings) is None


def _instead(settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """A database that every server has, in place of one that this server does not have."""
    if not settings.get("NAME"):  # A service file names it.
        return None
    try:
        connection = _beside(settings)
    except Error:
        return None
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [settings["NAME"]])
        return entry(settings, str(connection.settings_dict["NAME"])) if cursor.rowcount == 0 else None


def _settings_of_database(cursor: Any) -> list[tuple[str, str]]:
    """What ALTER DATABASE … SET has set, as pairs."""
    cursor.execute(
        "SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
        " WHERE d.datname = current_database() AND s.setrole IN (0, (SELECT oid FROM pg_roles"
        " WHERE rolname = current_user)) ORDER BY s.setrole"
    )
    pairs = [line.partition("=") for (line,) in cursor.fetchall()]
    return [(name, value) for name, _, value in pairs if name not in _NOT_COPIED]


def _copy_setting(cursor: Any, database: str, name: str, value: str) -> None:
    """A search path is stored as it is written, its names in quotes already; other values are not."""
    plain = name == "search_path"
    try:
        cursor.execute(f'ALTER DATABASE "{database}" SET {quoted(name)} TO {value if plain else literal(value)}')
    except Error as error:
        # 42501: only a superuser may set it, and one did so for the source. Such settings do not shape a schema.
        if getattr(error.__cause__, "sqlstate", getattr(error.__cause__, "pgcode", "")) != "42501":
            raise


def provide(source: Source, like: SchemaSnapshot) -> tuple[str, ...]:
    """Make the schemas and extensions that a snapshot has and the scratch database has not; their names."""
    made = []
    with closing(wrapper(source.settings)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 'schema', nspname FROM pg_namespace UNION SELECT 'extension', extname FROM pg_extension")
        there = set(cursor.fetchall())
        for item in (*like.all("schema"), *like.all("extension")):
            kind = kind_of(item)
            if (kind, item.name) in there:
                continue
            home = f" SCHEMA {quoted(item.home)}" if kind == "extension" and item.home else ""
            cascade = " CASCADE" if kind == "extension" else ""
            try:
                cursor.execute(f"CREATE {kind} IF NOT EXISTS {quoted(item.name)}{home}{cascade}")
            except Error as error:
                raise BadInput(
                    f"Migrations need the {kind} {item.name}, which {source.name} cannot be given: "
                    f"{reason(error, source.settings)} Put it into template1 of that server, or set "
                    "SCHEMAGUARD['SCRATCH'] to the URL of a server where it may be made."
                ) from error
            made.append(f"{kind} {item.name}")
    return tuple(made)


def _drop(connection: BaseDatabaseWrapper, name: str) -> None:
    """FORCE ends what a migration has left connected."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


_SERVER = Server(_claim, _sweep, _create, _prepare, _drop, _instead)
