"""MongoDB in facts, as django-mongodb-backend uses it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from schemaguard.databases.base import Database, Source, Wanted
from schemaguard.databases.mongodb.driver import require_driver
from schemaguard.databases.mongodb.locks import lock
from schemaguard.databases.mongodb.types import type_change
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


DATABASE = Database(
    vendor="mongodb",
    # "mongodb" is no engine of Django: it stands for a bare URL, which is read with pymongo alone.
    engines=("django_mongodb_backend", "djongo", "mongodb", "schemaguard.contrib.djongo_engine"),
    data_types=DATA_TYPES,
    max_name_length=None,
    related_fields_match_type=False,
    transactional_ddl=False,
    parse=_parse,
    lock=lock,
    type_change=type_change,
    introspect=_introspect,
    scratch=_scratch,
    portable=_portable,
)
