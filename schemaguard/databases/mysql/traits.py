"""MySQL and MariaDB in facts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from schemaguard.databases.base import Database, Portion, Source, Wanted
from schemaguard.databases.looks import Looks
from schemaguard.databases.mysql.locks import lock
from schemaguard.databases.mysql.types import type_change
from schemaguard.databases.probing import Prober
from schemaguard.databases.running import Claim, Guard, Held, Limits
from schemaguard.databases.stage import Stage
from schemaguard.databases.values import Values
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Statement

#: Django's types on MySQL: documentation, "Database backends" and "Model field reference".
#: MariaDB 10.7 and later has a uuid type, which Django uses; judged as char(32) it makes no difference here.
DATA_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "BinaryField": "longblob",
    "BooleanField": "bool",
    "CharField": "varchar(%(max_length)s)",
    "DateField": "date",
    "DateTimeField": "datetime(6)",
    "DecimalField": "numeric(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "bigint",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "double precision",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "IPAddressField": "char(15)",
    "GenericIPAddressField": "char(39)",
    "JSONField": "json",
    "OneToOneField": "integer",
    "PositiveBigIntegerField": "bigint unsigned",
    "PositiveIntegerField": "integer unsigned",
    "PositiveSmallIntegerField": "smallint unsigned",
    "SlugField": "varchar(%(max_length)s)",
    "SmallIntegerField": "smallint",
    "TextField": "longtext",
    "TimeField": "time(6)",
    "UUIDField": "char(32)",
}


def _parse(sql: str) -> tuple[Statement, ...]:
    from schemaguard.databases.mysql.parse import parse

    return parse(sql)


def _introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    from schemaguard.databases.mysql.introspect import introspect

    return introspect(source, wanted)


def _scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    from schemaguard.databases.mysql.scratch import scratch

    return scratch(source)


def _exists(source: Source) -> bool:
    from schemaguard.databases.mysql.scratch import exists

    return exists(source)


def _portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    from schemaguard.databases.mysql.portable import portable

    return portable(snapshot)


def _values(connection: Any, schema: SchemaSnapshot) -> Values:
    from schemaguard.databases.mysql.values import MySQLValues

    return MySQLValues(connection, schema)


def _stage(source: Source, connection: Any) -> Stage:
    from schemaguard.databases.mysql.stage import MySQLStage

    return MySQLStage(source, connection)


def _copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    from schemaguard.databases.mysql.copy import copy

    return copy(source, target, portion)


def _read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    from schemaguard.databases.mysql.fence import read_only

    read_only(connection, refuse)


def _fence(connection: Any, told: Callable[[str], None]) -> None:
    from schemaguard.databases.mysql.fence import fence

    fence(connection, told)


def _look(connection: Any, tables: frozenset[str]) -> Looks:
    from schemaguard.databases.mysql.looks import look

    return look(connection, tables)


def _same_type(stated: str, found: str) -> bool | None:
    from schemaguard.databases.mysql.looks import same_type

    return same_type(stated, found)


def _resuming(editor: Any, told: Callable[[str], None]) -> AbstractContextManager[object]:
    from schemaguard.databases.mysql.resuming import resuming

    return resuming(editor, told)


def _prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> AbstractContextManager[Prober]:
    from schemaguard.databases.mysql.probing import prober

    return prober(source, snapshot, seconds)


def _append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    from schemaguard.databases.mysql.append_only import append_only

    return append_only(connection, tables)


def _runner(source: Source, claim: Claim) -> AbstractContextManager[Held]:
    from schemaguard.databases.mysql.runner import runner

    return runner(source, claim)


def _who_runs(source: Source) -> str:
    from schemaguard.databases.mysql.runner import who_runs

    return who_runs(source)


def _guard(connection: Any, limits: Limits) -> Guard:
    from schemaguard.databases.mysql.guard import MySQLGuard

    return MySQLGuard(connection, limits)


def _working(connection: Any) -> AbstractContextManager[tuple[str, ...]]:
    from schemaguard.databases.mysql.working import working

    return working(connection)


DATABASE = Database(
    vendor="mysql",
    engines=("django.db.backends.mysql", "django.contrib.gis.db.backends.mysql"),
    data_types=DATA_TYPES,
    max_name_length=64,
    related_fields_match_type=True,
    transactional_ddl=False,
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
    working=_working,
    same_type=_same_type,
    resuming=_resuming,
    prober=_prober,
    append_only=_append_only,
)
