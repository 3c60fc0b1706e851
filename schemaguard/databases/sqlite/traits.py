"""SQLite in facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from schemaguard.databases.base import Database, DataTypes, Portion, Source, Wanted
from schemaguard.databases.looks import Looks
from schemaguard.databases.probing import Prober
from schemaguard.databases.running import Claim, Guard, Held, Limits
from schemaguard.databases.sqlite.locks import lock
from schemaguard.databases.sqlite.types import type_change
from schemaguard.databases.stage import Stage
from schemaguard.databases.values import Values
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Statement


def _varchar(parameters: Mapping[str, Any]) -> str:
    length = parameters.get("max_length")
    return "varchar" if length is None else f"varchar({length})"


#: Django's types on SQLite: documentation, "Database backends" and "Model field reference".
DATA_TYPES: DataTypes = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "SmallAutoField": "integer",
    "BinaryField": "blob",
    "BooleanField": "bool",
    "CharField": _varchar,
    "DateField": "date",
    "DateTimeField": "datetime",
    "DecimalField": "decimal",
    "DurationField": "bigint",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "real",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "IPAddressField": "char(15)",
    "GenericIPAddressField": "char(39)",
    "JSONField": "text",
    "OneToOneField": "integer",
    "PositiveBigIntegerField": "bigint unsigned",
    "PositiveIntegerField": "integer unsigned",
    "PositiveSmallIntegerField": "smallint unsigned",
    "SlugField": "varchar(%(max_length)s)",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "char(32)",
}


def _name_of(settings: Mapping[str, Any]) -> str:
    """The last part of the path, or of a URI."""
    return str(settings.get("NAME") or "").partition("?")[0].replace("\\", "/").rpartition("/")[2]


def _parse(sql: str) -> tuple[Statement, ...]:
    from schemaguard.databases.sqlite.parse import parse

    return parse(sql)


def _introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    from schemaguard.databases.sqlite.introspect import introspect

    return introspect(source, wanted)


def _scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    from schemaguard.databases.sqlite.scratch import scratch

    return scratch(source)


def _exists(source: Source) -> bool:
    from schemaguard.databases.sqlite.reading import exists

    return exists(source)


def _portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    from schemaguard.databases.sqlite.portable import portable

    return portable(snapshot)


def _values(connection: Any, schema: SchemaSnapshot) -> Values:
    from schemaguard.databases.sqlite.values import SQLiteValues

    return SQLiteValues(connection, schema)


def _stage(source: Source, connection: Any) -> Stage:
    from schemaguard.databases.sqlite.stage import SQLiteStage

    return SQLiteStage(source, connection)


def _copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    from schemaguard.databases.sqlite.copy import copy

    return copy(source, target, portion)


def _read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    from schemaguard.databases.sqlite.fence import read_only

    read_only(connection, refuse)


def _fence(connection: Any, told: Callable[[str], None]) -> None:
    from schemaguard.databases.sqlite.fence import fence

    fence(connection, told)


def _look(connection: Any, tables: frozenset[str]) -> Looks:
    from schemaguard.databases.sqlite.looks import look

    return look(connection, tables)


def _same_type(stated: str, found: str) -> bool | None:
    from schemaguard.databases.sqlite.looks import same_type

    return same_type(stated, found)


def _runner(source: Source, claim: Claim) -> AbstractContextManager[Held]:
    from schemaguard.databases.sqlite.runner import runner

    return runner(source, claim)


def _who_runs(source: Source) -> str:
    from schemaguard.databases.sqlite.runner import who_runs

    return who_runs(source)


def _guard(connection: Any, limits: Limits) -> Guard:
    from schemaguard.databases.sqlite.guard import SQLiteGuard

    return SQLiteGuard(connection, limits)


def _prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> AbstractContextManager[Prober]:
    from schemaguard.databases.sqlite.probing import prober

    return prober(source, snapshot, seconds)


def _append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    from schemaguard.databases.sqlite.append_only import append_only

    return append_only(connection, tables)


DATABASE = Database(
    vendor="sqlite",
    engines=("django.db.backends.sqlite3", "django.contrib.gis.db.backends.spatialite"),
    data_types=DATA_TYPES,
    name_of=_name_of,
    max_name_length=None,
    related_fields_match_type=False,
    transactional_ddl=True,
    parse=_parse,
    lock=lock,
    type_change=type_change,
    introspect=_introspect,
    scratch=_scratch,
    exists=_exists,
    portable=_portable,
    values=_values,
    stage=_stage,
    copy=_copy,
    read_only=_read_only,
    fence=_fence,
    runner=_runner,
    who_runs=_who_runs,
    guard=_guard,
    look=_look,
    same_type=_same_type,
    prober=_prober,
    append_only=_append_only,
)
