"""PostgreSQL in facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from schemaguard.databases.base import Database, DataTypes, Portion, Source, Wanted
from schemaguard.databases.looks import Looks
from schemaguard.databases.postgresql.locks import lock
from schemaguard.databases.postgresql.modes import named
from schemaguard.databases.postgresql.types import type_change
from schemaguard.databases.probing import Prober
from schemaguard.databases.running import Claim, Guard, Held, Limits
from schemaguard.databases.stage import Stage
from schemaguard.databases.values import Values
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Statement


def _varchar(parameters: Mapping[str, Any]) -> str:
    length = parameters.get("max_length")
    return "varchar" if length is None else f"varchar({length})"


#: Django's types on PostgreSQL: documentation, "Database backends" and "Model field reference".
DATA_TYPES: DataTypes = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "BinaryField": "bytea",
    "BooleanField": "boolean",
    "CharField": _varchar,
    "DateField": "date",
    "DateTimeField": "timestamp with time zone",
    "DecimalField": "numeric(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "interval",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "double precision",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "IPAddressField": "inet",
    "GenericIPAddressField": "inet",
    "JSONField": "jsonb",
    "OneToOneField": "integer",
    "PositiveBigIntegerField": "bigint",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
    "SlugField": "varchar(%(max_length)s)",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
}


def _parse(sql: str) -> tuple[Statement, ...]:
    # The parser's library is loaded only for projects that contain SQL.
    from schemaguard.databases.postgresql.parse import parse

    return parse(sql)


def _introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    from schemaguard.databases.postgresql.introspect import introspect

    return introspect(source, wanted)


def _scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    from schemaguard.databases.postgresql.scratch import scratch

    return scratch(source)


def _exists(source: Source) -> bool:
    from schemaguard.databases.postgresql.scratch import exists

    return exists(source)


def _portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    from schemaguard.databases.postgresql.portable import portable

    return portable(snapshot)


def _provide(source: Source, like: SchemaSnapshot) -> tuple[str, ...]:
    from schemaguard.databases.postgresql.scratch import provide

    return provide(source, like)


def _stage(source: Source, connection: Any) -> Stage:
    from schemaguard.databases.postgresql.stage import PostgreSQLStage

    return PostgreSQLStage(source, connection)


def _copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    from schemaguard.databases.postgresql.copy import copy

    return copy(source, target, portion)


def _values(connection: Any, schema: SchemaSnapshot) -> Values:
    from schemaguard.databases.postgresql.values import PostgreSQLValues

    return PostgreSQLValues(connection, schema)


def _read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    from schemaguard.databases.postgresql.fence import read_only

    read_only(connection, refuse)


def _fence(connection: Any, told: Callable[[str], None]) -> None:
    from schemaguard.databases.postgresql.fence import fence

    fence(connection, told)


def _look(connection: Any, tables: frozenset[str]) -> Looks:
    from schemaguard.databases.postgresql.looks import look

    return look(connection, tables)


def _same_type(stated: str, found: str) -> bool | None:
    from schemaguard.databases.postgresql.looks import same_type

    return same_type(stated, found)


def _resuming(editor: Any, told: Callable[[str], None]) -> AbstractContextManager[object]:
    from schemaguard.databases.postgresql.resuming import resuming

    return resuming(editor, told)


def _unusable(connection: Any) -> frozenset[str]:
    from schemaguard.databases.postgresql.resuming import unusable

    return unusable(connection)


def _remove_unusable(connection: Any, names: frozenset[str]) -> None:
    from schemaguard.databases.postgresql.resuming import remove_unusable

    remove_unusable(connection, names)


def _runner(source: Source, claim: Claim) -> AbstractContextManager[Held]:
    from schemaguard.databases.postgresql.runner import runner

    return runner(source, claim)


def _who_runs(source: Source) -> str:
    from schemaguard.databases.postgresql.runner import who_runs

    return who_runs(source)


def _is_pooled(source: Source) -> bool:
    from schemaguard.databases.postgresql.runner import is_pooled

    return is_pooled(source)


def _guard(connection: Any, limits: Limits) -> Guard:
    from schemaguard.databases.postgresql.guard import PostgreSQLGuard

    return PostgreSQLGuard(connection, limits)


def _prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> AbstractContextManager[Prober]:
    from schemaguard.databases.postgresql.probing import prober

    return prober(source, snapshot, seconds)


def _append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    from schemaguard.databases.postgresql.append_only import append_only

    return append_only(connection, tables)


def _working(connection: Any) -> AbstractContextManager[tuple[str, ...]]:
    from schemaguard.databases.postgresql.working import working

    return working(connection)


DATABASE = Database(
    vendor="postgresql",
    engines=("django.db.backends.postgresql", "django.contrib.gis.db.backends.postgis", "psqlextra", "django_tenants"),
    data_types=DATA_TYPES,
    max_name_length=63,
    related_fields_match_type=False,
    transactional_ddl=True,
    parse=_parse,
    lock=lock,
    type_change=type_change,
    introspect=_introspect,
    scratch=_scratch,
    exists=_exists,
    portable=_portable,
    stage=_stage,
    copy=_copy,
    read_only=_read_only,
    fence=_fence,
    provide=_provide,
    held=named,
    values=_values,
    runner=_runner,
    who_runs=_who_runs,
    is_pooled=_is_pooled,
    guard=_guard,
    look=_look,
    working=_working,
    same_type=_same_type,
    resuming=_resuming,
    unusable=_unusable,
    remove_unusable=_remove_unusable,
    prober=_prober,
    append_only=_append_only,
)
