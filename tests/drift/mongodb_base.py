"""A MongoDB database with one of everything that can drift."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson import Code
from pymongo import IndexModel
from pymongo.database import Database

MongoDatabase = Database[dict[str, Any]]
Deed = Callable[[MongoDatabase], Any]

VALIDATOR = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["number", "total"],
        "properties": {"number": {"bsonType": "string"}, "total": {"bsonType": ["decimal", "double"], "minimum": 0}},
    }
}
BOOKS = [{"$match": {"kind": "book"}}, {"$project": {"title": 1, "price": 1}}]
CONVERT = Code("function(x) { return x * 100 }")


def orders(database: MongoDatabase) -> None:
    database.create_collection("shop_order", validator=VALIDATOR)
    database.shop_order.create_indexes(
        [
            # As django-mongodb-backend makes them.
            IndexModel([("customer_id", 1)], name="shop_order_customer_id_1f5c2a9b"),
            IndexModel(
                [("number", 1)],
                name="shop_order_number_5a3b9c1d_uniq",
                unique=True,
                partialFilterExpression={"number": {"$type": "string"}},
            ),
            IndexModel([("placed_at", -1), ("customer_id", 1)], name="order_recent"),
            IndexModel([("expires_at", 1)], expireAfterSeconds=3600),
            IndexModel([("coupon", 1)], sparse=True),
        ]
    )


def products(database: MongoDatabase) -> None:
    database.create_collection("shop_product")
    database.shop_product.create_indexes(
        [
            IndexModel([("title", "text"), ("body", "text")], weights={"title": 5}, default_language="english"),
            IndexModel([("sku", 1)], unique=True, collation={"locale": "en", "strength": 2}),
            IndexModel([("place", "2dsphere")]),
            IndexModel([("spot", "2d")], name="spot", bits=20),
            IndexModel([("code", "hashed")]),
            IndexModel([("$**", 1)], name="anything", wildcardProjection={"extra": 1}),
            IndexModel([("lines.price", 1)]),
            IndexModel([("kind", 1)], partialFilterExpression={"active": True, "price": {"$gt": 10}}),
        ]
    )


def special_collections(database: MongoDatabase) -> None:
    database.create_collection("log", capped=True, size=8192, max=100)
    database.create_collection(
        "reading",
        timeseries={"timeField": "at", "metaField": "sensor", "granularity": "seconds"},
        expireAfterSeconds=86400,
    )
    database.create_collection("session", clusteredIndex={"key": {"_id": 1}, "unique": True}, expireAfterSeconds=600)
    database.create_collection("name", collation={"locale": "de", "strength": 1})
    database["name"].create_index("last")
    database.create_collection("plain")


def views(database: MongoDatabase) -> None:
    database.create_collection("book", viewOn="shop_product", pipeline=BOOKS)


def functions(database: MongoDatabase) -> None:
    database["system.js"].insert_one({"_id": "cents", "value": CONVERT})


def migrations(database: MongoDatabase) -> None:
    rows = [{"app": "shop", "name": "0002_more"}, {"app": "shop", "name": "0001_initial"}]
    database.django_migrations.insert_many(rows)


ALL: tuple[Deed, ...] = (orders, products, special_collections, views, functions, migrations)


def copy(source: MongoDatabase, target: MongoDatabase) -> None:
    """What mongodump and mongorestore do: collections with the options that are listed, then the listed indexes."""
    for entry in source.list_collections():
        name, options = entry["name"], entry["options"]
        if name.startswith("system."):
            continue
        target.command({"create": name, **options})
        if entry["type"] == "view":
            continue
        specs = [spec for spec in source[name].list_indexes() if spec["name"] != "_id_" and not spec.get("clustered")]
        if specs:
            target.command("createIndexes", name, indexes=specs)
        if name == "django_migrations":
            target[name].insert_many(source[name].find())
    target["system.js"].insert_many(source["system.js"].find())
