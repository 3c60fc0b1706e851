"""Changes of collections and views that somebody makes by hand in a MongoDB database."""

from __future__ import annotations

from tests.drift.harness import Injection
from tests.drift.mongodb_base import BOOKS, CONVERT, VALIDATOR
from tests.drift.mongodb_deeds import altered, anew, changed, create, drop_collection, index, modify, schema_with

LOG_BACK = anew("log", capped=True, size=8192, max=100)
NAME_BACK = (*anew("name", collation={"locale": "de", "strength": 1}), index("name", [("last", 1)]))
SESSION = {"clusteredIndex": {"key": {"_id": 1}, "unique": True}, "expireAfterSeconds": 600}
READING = {"timeField": "at", "metaField": "sensor", "granularity": "seconds"}
BOOK_BACK = anew("book", viewOn="shop_product", pipeline=BOOKS)

COLLECTIONS = [
    altered(
        "validator removed",
        modify("shop_order", validator={}),
        modify("shop_order", validator=VALIDATOR),
        "shop_order",
        "validator",
    ),
    altered(
        "field no more required",
        modify("shop_order", validator=schema_with(required=["number"])),
        modify("shop_order", validator=VALIDATOR),
        "shop_order",
        "validator",
    ),
    altered(
        "more types allowed",
        modify("shop_order", validator=schema_with(properties={"number": {}})),
        modify("shop_order", validator=VALIDATOR),
        "shop_order",
        "validator",
    ),
    altered(
        "validator added",
        modify("plain", validator={"x": {"$exists": True}}),
        modify("plain", validator={}),
        "plain",
        "validator",
    ),
    altered(
        "old documents not validated",
        modify("shop_order", validationLevel="moderate"),
        modify("shop_order", validationLevel="strict"),
        "shop_order",
        "validation_level",
    ),
    altered(
        "validation off",
        modify("shop_order", validationLevel="off"),
        modify("shop_order", validationLevel="strict"),
        "shop_order",
        "validation_level",
    ),
    altered(
        "validation only warns",
        modify("shop_order", validationAction="warn"),
        modify("shop_order", validationAction="error"),
        "shop_order",
        "validation_action",
    ),
    altered(
        "images of changes",
        modify("shop_order", changeStreamPreAndPostImages={"enabled": True}),
        modify("shop_order", changeStreamPreAndPostImages={"enabled": False}),
        "shop_order",
        "options",
    ),
    altered("log may be larger", modify("log", cappedSize=16384), modify("log", cappedSize=8192), "log", "options"),
    altered("log may be longer", modify("log", cappedMax=101), modify("log", cappedMax=100), "log", "options"),
    altered(
        "readings kept forever",
        modify("reading", expireAfterSeconds="off"),
        modify("reading", expireAfterSeconds=86400),
        "reading",
        "options",
    ),
    altered(
        "sessions live longer",
        modify("session", expireAfterSeconds=6000),
        modify("session", expireAfterSeconds=600),
        "session",
        "options",
    ),
    changed("log not capped", anew("log"), LOG_BACK, "alter_collection", "log", "options"),
    changed(
        "plain collection capped",
        (lambda database: database.command("convertToCapped", "plain", size=4096),),
        anew("plain"),
        "alter_collection",
        "plain",
        "options",
    ),
    changed(
        "time series coarser",
        (modify("reading", timeseries={"granularity": "minutes"}),),
        anew("reading", timeseries=READING, expireAfterSeconds=86400),
        "alter_collection",
        "reading",
        "options",
    ),
    changed(
        "time series by another field",
        anew("reading", timeseries={**READING, "metaField": "device"}, expireAfterSeconds=86400),
        anew("reading", timeseries=READING, expireAfterSeconds=86400),
        "alter_collection",
        "reading",
        "options",
    ),
    changed(
        "time series no more",
        anew("reading"),
        anew("reading", timeseries=READING, expireAfterSeconds=86400),
        "alter_collection",
        "reading",
        "kind",
        "options",
    ),
    changed(
        "sessions not clustered", anew("session"), anew("session", **SESSION), "alter_collection", "session", "options"
    ),
    Injection(
        "collation of a collection",
        (*anew("name"), index("name", [("last", 1)])),
        NAME_BACK,
        (("alter_collection", "name"), ("alter_index", "name.last_1")),
        ("options",),
    ),
    changed("collection dropped", (drop_collection("plain"),), (create("plain"),), "drop_collection", "plain"),
    changed("collection added", (create("extra"),), (drop_collection("extra"),), "add_collection", "extra"),
    Injection(
        "collection renamed",
        (lambda database: database.plain.rename("simple"),),
        (lambda database: database.simple.rename("plain"),),
        (("drop_collection", "plain"), ("add_collection", "simple")),
    ),
]

OTHERS = [
    changed(
        "stages of a view swapped",
        (modify("book", viewOn="shop_product", pipeline=BOOKS[::-1]),),
        (modify("book", viewOn="shop_product", pipeline=BOOKS),),
        "alter_view",
        "book",
        "body",
    ),
    changed(
        "view shows less",
        (modify("book", viewOn="shop_product", pipeline=[BOOKS[0], {"$project": {"title": 1}}]),),
        (modify("book", viewOn="shop_product", pipeline=BOOKS),),
        "alter_view",
        "book",
        "body",
    ),
    changed(
        "view of another collection",
        (modify("book", viewOn="plain", pipeline=BOOKS),),
        (modify("book", viewOn="shop_product", pipeline=BOOKS),),
        "alter_view",
        "book",
        "options",
    ),
    changed(
        "view with a collation",
        anew("book", viewOn="shop_product", pipeline=BOOKS, collation={"locale": "fr"}),
        BOOK_BACK,
        "alter_view",
        "book",
        "options",
    ),
    changed("view dropped", (drop_collection("book"),), BOOK_BACK[1:], "drop_view", "book"),
    Injection(
        "collection in place of a view", anew("book"), BOOK_BACK, (("drop_view", "book"), ("add_collection", "book"))
    ),
    changed(
        "stored function changed",
        (lambda database: database["system.js"].update_one({"_id": "cents"}, {"$set": {"value": "function(x) {}"}}),),
        (lambda database: database["system.js"].update_one({"_id": "cents"}, {"$set": {"value": CONVERT}}),),
        "alter_routine",
        "cents",
        "body",
    ),
    changed(
        "stored function added",
        (lambda database: database["system.js"].insert_one({"_id": "no", "value": "function() {}"}),),
        (lambda database: database["system.js"].delete_one({"_id": "no"}),),
        "add_routine",
        "no",
    ),
]
