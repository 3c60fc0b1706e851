"""MongoDB in facts, as django-mongodb-backend uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from schemaguard.databases.base import Database, Portion, Source, Wanted
from schemaguard.databases.looks import Looks
from schemaguard.databases.mongodb.driver import require_driver
from schemaguard.databases.mongodb.locks import lock
from schemaguard.databases.mongodb.types import type_change
from schemaguard.databases.probing import Prober
from schemaguard.databases.running import Claim, Guard, Held, Limits
from schemaguard.databases.stage import Stage
from schemaguard.databases.values import Values
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Opaque, Statement

#: BSON types as ``$type`` names them: MongoDB manual, "BSON Types".
DATA_TYPES = {
    "AutoField": "int",
    "BigAutoField": "long",
    "SmallAutoField": "int",
    "BinaryField": "bindata",
    "BooleanField": "bool",
    "CharField": "string",
    "DateField": "date",
    "DateTimeField": "date",
    "DecimalField": "decimal",
    "DurationField": "long",
    "FileField": "string",
    "FilePathField": "string",
    "FloatField": "double",
    "IntegerField": "int",
    "BigIntegerField": "long",
    "GenericIPAddressField": "string",
    "JSONField": "object",
    "ObjectIdAutoField": "objectid",
    "ObjectIdField": "objectid",
    "OneToOneField": "int",
    "PositiveBigIntegerField": "long",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "SlugField": "string",
    "SmallIntegerField": "int",
    "TextField": "string",
    "TimeField": "date",
    "UUIDField": "string",
}


def _name_of(settings: Mapping[str, Any]) -> str:
    from schemaguard.databases.mongodb.address import name

    return name(settings, "The database")


def _parse(sql: str) -> tuple[Statement, ...]:
    """MongoDB reads no SQL; django-mongodb-backend stops with an AttributeError."""
    return (Opaque(sql=sql.strip(), reason="MongoDB cannot run SQL"),) if sql.strip() else ()


def _introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    require_driver()
    from schemaguard.databases.mongodb.introspect import introspect

    return introspect(source, wanted)


def _scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    require_driver()
    from schemaguard.databases.mongodb.scratch import scratch

    return scratch(source)


def _portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    from schemaguard.databases.mongodb.portable import portable

    return portable(snapshot)


def _values(connection: Any, schema: SchemaSnapshot) -> Values:
    from schemaguard.databases.mongodb.values import MongoDBValues

    return MongoDBValues(connection, schema)


def _stage(source: Source, connection: Any) -> Stage:
    require_driver()
    from schemaguard.databases.mongodb.stage import MongoDBStage

    return MongoDBStage(source, connection)


def _copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    require_driver()
    from schemaguard.databases.mongodb.copy import copy

    return copy(source, target, portion)


def _look(connection: Any, tables: frozenset[str]) -> Looks:
    from schemaguard.databases.mongodb.looks import look

    return look(connection, tables)


def _filled(connection: Any, table: str, column: str | None, most: int) -> int:
    from schemaguard.databases.mongodb.looks import filled

    return filled(connection, table, column, most)


def _resuming(editor: Any, told: Callable[[str], None]) -> AbstractContextManager[object]:
    from schemaguard.databases.mongodb.resuming import resuming

    return resuming(editor, told)


def _prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> AbstractContextManager[Prober]:
    require_driver()
    from schemaguard.databases.mongodb.probing import prober

    return prober(source, snapshot, seconds)


def _runner(source: Source, claim: Claim) -> AbstractContextManager[Held]:
    require_driver()
    from schemaguard.databases.mongodb.runner import runner

    return runner(source, claim)


def _who_runs(source: Source) -> str:
    require_driver()
    from schemaguard.databases.mongodb.runner import who_runs

    return who_runs(source)


def _guard(connection: Any, limits: Limits) -> Guard:
    require_driver()
    from schemaguard.databases.mongodb.guard import MongoDBGuard

    return MongoDBGuard(connection, limits)


DATABASE = Database(
    vendor="mongodb",
    # "mongodb" is no engine of Django: it stands for a bare URL, which is read with pymongo alone.
    engines=("django_mongodb_backend", "djongo", "mongodb", "schemaguard.contrib.djongo_engine"),
    data_types=DATA_TYPES,
    name_of=_name_of,
    max_name_length=None,
    related_fields_match_type=False,
    transactional_ddl=False,
    parse=_parse,
    lock=lock,
    type_change=type_change,
    introspect=_introspect,
    scratch=_scratch,
    portable=_portable,
    values=_values,
    stage=_stage,
    copy=_copy,
    runner=_runner,
    who_runs=_who_runs,
    guard=_guard,
    look=_look,
    filled=_filled,
    resuming=_resuming,
    prober=_prober,
)
