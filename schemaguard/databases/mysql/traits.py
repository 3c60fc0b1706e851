"""MySQL and MariaDB in facts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from schemaguard.databases.base import Database, Portion, Source, Wanted
from schemaguard.databases.mysql.locks import lock
from schemaguard.databases.mysql.types import type_change
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
)
