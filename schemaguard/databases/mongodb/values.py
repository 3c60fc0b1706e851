"""What goes into the documents of a collection: what the fields of its model take, and what its validator asks for."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bson import Decimal128, ObjectId
from django.db.utils import DatabaseError
from pymongo.errors import BulkWriteError, PyMongoError

from schemaguard.databases.samples import samples
from schemaguard.databases.values import Accepts, Row, Values
from schemaguard.schema.objects import Collection, Column, ForeignKey, PrimaryKey, Table, Unique

_FAMILIES = {
    "BinaryField": "bytes",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "timestamp",
    "DecimalField": "decimal",
    "DurationField": "interval",
    "FloatField": "float",
    "GenericIPAddressField": "address",
    "JSONField": "json",
    "TimeField": "time",
    "UUIDField": "uuid",
}
_INTEGERS = {"SmallIntegerField": 15, "IntegerField": 31, "BigIntegerField": 63, "SmallAutoField": 15, "AutoField": 31}
#: What ``$jsonSchema`` calls types: manual, "$type".
_BSON = {
    "string": "text",
    "int": "integer",
    "long": "integer",
    "number": "integer",
    "double": "float",
    "decimal": "decimal",
    "bool": "boolean",
    "date": "timestamp",
    "binData": "bytes",
    "object": "json",
}
_IDS = Accepts("one of", labels=tuple(ObjectId(f"{number:024x}") for number in (0xFFFFFF, 0x10, 0xABCDE0, 0x123)))


class MongoDBValues(Values):
    """A database of MongoDB. What stands for tables are its collections, with the fields of their models as columns."""

    def __init__(self, connection: Any, schema: Any) -> None:
        super().__init__(connection, schema)
        self._accepts: dict[str, Accepts] = {}

    def accepts(self, column: Column) -> Accepts:
        """The type of a column here is a name for what its field takes."""
        return self._accepts[column.type]

    def parameter(self, value: Any, accepts: Accepts) -> Any:
        """As BSON, as django-mongodb-backend stores it."""
        if isinstance(value, dict | list):
            return value
        if isinstance(value, Decimal):
            return Decimal128(value)
        if isinstance(value, dt.timedelta):
            return value // dt.timedelta(microseconds=1)
        if isinstance(value, uuid.UUID):
            return value.hex
        if isinstance(value, dt.time):
            return dt.datetime.combine(dt.date.min, value)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return dt.datetime.combine(value, dt.time.min)
        return value

    def tables(self, models: Any) -> tuple[Table, ...]:
        """Collections that a model has, and those whose validator says what is in them."""
        collections = {item.name: item for item in self.schema.all("collection")}
        known = {model._meta.db_table: model for model in models.apps.get_models(include_auto_created=True)}
        found = []
        for name, collection in collections.items():
            asked = _asked(collection)
            if name in known and not known[name]._meta.proxy:
                found.append(self._of_model(known[name], collection, asked))
            elif asked:
                columns = tuple(self._of_validator(name, asked))
                found.append(self._table(collection, columns, "_id", ()))
        return tuple(found)

    def attempt(self) -> Any:
        """Nothing can be taken back; what was inserted in part is removed by ``insert``."""
        return nullcontext()

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Several documents, or none of them."""
        documents = [dict(zip(columns, row, strict=True)) for row in rows]
        collection = self.connection.database[table.name]
        try:
            collection.insert_many(documents)
        except PyMongoError as error:
            # The driver gives each document that it sent an _id; ones that were there are not ours to remove.
            sent = error.details.get("nInserted", 0) if isinstance(error, BulkWriteError) else 0
            collection.delete_many({"_id": {"$in": [document["_id"] for document in documents[:sent]]}})
            raise _refused(error) from error

    def update(self, table: Table, key: Row, changes: Row) -> None:
        """Set fields of one document."""
        try:
            self.connection.database[table.name].update_one(dict(key), {"$set": dict(changes)})
        except PyMongoError as error:
            raise _refused(error) from error

    def delete(self, table: Table, key: Row) -> None:
        """Remove one document."""
        self.connection.database[table.name].delete_one(dict(key))

    def select(
        self, table: Table, columns: Sequence[str], limit: int, order: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]:
        """The values of some documents."""
        found = self.connection.database[table.name].find({}, dict.fromkeys(columns, 1))
        ordered = found.sort([(name, 1) for name in order or columns]).limit(limit)
        return [tuple(document.get(name) for name in columns) for document in ordered]

    def _of_model(self, model: Any, collection: Collection, asked: Mapping[str, Any]) -> Table:
        columns, keys = [], []
        for place, field in enumerate(model._meta.local_concrete_fields, 1):
            column = field.column
            kind = f"{collection.name}.{column}"
            self._accepts[kind] = _within(_of_field(field, place), asked.get(column, {}))
            columns.append(Column(column, kind, field.null, position=place))
            if field.many_to_one or field.one_to_one:
                target = field.target_field
                keys.append(ForeignKey("", (column,), target.model._meta.db_table, (target.column,)))
        others = {name: body for name, body in asked.items() if name not in {column.name for column in columns}}
        columns += self._of_validator(collection.name, others)
        return self._table(collection, tuple(columns), model._meta.pk.column, tuple(keys))

    def _of_validator(self, name: str, asked: Mapping[str, Any]) -> Iterator[Column]:
        for place, (field, body) in enumerate(asked.items(), 50):
            if field != "_id":
                kind = f"{name}.{field}"
                self._accepts[kind] = _of_schema(body)
                yield Column(field, kind, False, position=place)

    def _table(
        self, collection: Collection, columns: tuple[Column, ...], key: str, keys: tuple[ForeignKey, ...]
    ) -> Table:
        names = {column.name for column in columns}
        uniques = tuple(
            Unique(index.name, fields)
            for index in collection.indexes
            if index.unique
            and (fields := tuple(element.split(" ")[0].strip('"') for element in index.elements))
            and set(fields) <= names
        )
        return Table(
            collection.name,
            columns=columns,
            primary_key=(PrimaryKey("_id_", (key,)),),
            uniques=uniques,
            foreign_keys=keys,
        )


def _of_field(field: Any, place: int) -> Accepts:
    kind = field.get_internal_type()
    if kind in ("ObjectIdField", "ObjectIdAutoField"):
        return _IDS
    if kind == "ArrayField":
        inner = samples(_of_field(field.base_field, place), place)
        return Accepts("one of", labels=(_bson(inner[:2]), *(_bson([value]) for value in inner[1:])))
    if kind in ("EmbeddedModelField", "EmbeddedModelArrayField"):
        documents = _documents(field.embedded_model)
        return Accepts("one of", labels=tuple([one] for one in documents) if kind.endswith("ArrayField") else documents)
    bits = _INTEGERS.get(kind.replace("Positive", ""), 0)
    if kind.startswith("Positive") or bits:
        bits = bits or 31
        return Accepts("integer", 0 if kind.startswith("Positive") else -(2**bits), 2**bits - 1)
    if kind == "DecimalField":
        return Accepts("decimal", length=min(field.max_digits, 34), places=field.decimal_places)
    if kind == "DateTimeField" or kind == "TimeField":
        return Accepts(_FAMILIES[kind], places=3)  # BSON keeps milliseconds.
    return Accepts(_FAMILIES.get(kind, "text"), length=field.max_length)


def _documents(model: Any) -> tuple[dict[str, Any], ...]:
    """Embedded ones, each field with its own values."""
    lists = []
    for place, field in enumerate(model._meta.local_concrete_fields, 1):
        if not field.primary_key:
            values = (
                [value for value, _ in field.flatchoices] if field.choices else samples(_of_field(field, place), place)
            )
            lists.append([(field.column, _bson(value)) for value in values])
    return tuple(dict(values) for values in zip(*lists, strict=False))


def _bson(value: Any) -> Any:
    if isinstance(value, list):
        return [_bson(item) for item in value]
    return MongoDBValues.parameter(None, value, Accepts(""))  # type: ignore[arg-type]


def _asked(collection: Collection) -> dict[str, Any]:
    """The properties that a validator describes and requires."""
    schema = json.loads(collection.validator).get("$jsonSchema", {}) if collection.validator else {}
    properties: Mapping[str, Any] = schema.get("properties", {})
    return {name: properties.get(name, {}) for name in schema.get("required", ())} | {
        name: body for name, body in properties.items() if body.get("enum")
    }


def _of_schema(body: Mapping[str, Any]) -> Accepts:
    """One property of ``$jsonSchema``."""
    if body.get("enum"):
        return Accepts("one of", labels=tuple(_plain(value) for value in body["enum"]))
    kinds = body.get("bsonType", "string")
    kind = kinds if isinstance(kinds, str) else next((kind for kind in kinds if kind != "null"), "string")
    if kind == "objectId":
        return _IDS
    if kind == "array":
        inner = samples(_of_schema(body.get("items", {})), 1)
        return Accepts("one of", labels=tuple(_bson([value]) for value in inner))
    if kind == "object" and body.get("properties"):
        lists = [
            [(name, _bson(value)) for value in samples(_of_schema(part), place)]
            for place, (name, part) in enumerate(body["properties"].items())
        ]
        return Accepts("one of", labels=tuple(dict(values) for values in zip(*lists, strict=False)))
    return _within(Accepts(_BSON.get(kind, "text")), body)


def _within(accepts: Accepts, body: Mapping[str, Any]) -> Accepts:
    """Limits of a property, and its choice."""
    if body.get("enum"):
        return Accepts("one of", labels=tuple(_plain(value) for value in body["enum"]))
    low, high, length = (_plain(body.get(name)) for name in ("minimum", "maximum", "maxLength"))
    if accepts.family == "text":
        return replace(accepts, length=length if length is not None else accepts.length)
    return replace(
        accepts, low=low if low is not None else accepts.low, high=high if high is not None else accepts.high
    )


def _plain(value: Any) -> Any:
    """Canonical JSON writes numbers as {"$numberInt": "5"}."""
    if isinstance(value, dict) and len(value) == 1:
        ((name, text),) = value.items()
        if name in ("$numberInt", "$numberLong"):
            return int(text)
        if name in ("$numberDouble", "$numberDecimal"):
            return float(text) if name == "$numberDouble" else Decimal(text)
    return value


def _refused(error: PyMongoError) -> DatabaseError:
    """With the names of the properties that a validator minds."""
    details = getattr(error, "details", None) or {}
    text = str(error).partition(", full error")[0]
    writes = details.get("writeErrors") or [details]
    about = [str(write.get("errInfo", {}).get("details", "")) for write in writes if isinstance(write, dict)]
    message = writes[0].get("errmsg") or text if isinstance(writes[0], dict) else text
    return DatabaseError(" ".join([message, *filter(None, about)])[:600])
