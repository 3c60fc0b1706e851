"""Changes of indexes that somebody makes by hand in a MongoDB database."""

from __future__ import annotations

from tests.drift.harness import Injection
from tests.drift.mongodb_deeds import again, altered_index, changed, drop, index, modify

CUSTOMER, NUMBER = "shop_order_customer_id_1f5c2a9b", "shop_order_number_5a3b9c1d_uniq"
TEXT = "title_text_body_text"
STRING = {"number": {"$type": "string"}}
NUMBER_BACK = again("shop_order", NUMBER, [("number", 1)], unique=True, partialFilterExpression=STRING)
RECENT_BACK = again("shop_order", "order_recent", [("placed_at", -1), ("customer_id", 1)])
TEXT_BACK = again("shop_product", TEXT, [("title", "text"), ("body", "text")], weights={"title": 5})
SKU_BACK = again("shop_product", "sku_1", [("sku", 1)], unique=True, collation={"locale": "en", "strength": 2})
ANYTHING_BACK = again("shop_product", "anything", [("$**", 1)], wildcardProjection={"extra": 1})
KIND = {"active": True, "price": {"$gt": 10}}
KIND_BACK = again("shop_product", "kind_1", [("kind", 1)], partialFilterExpression=KIND)

INDEXES = [
    changed(
        "index of a foreign key dropped",
        (drop("shop_order", CUSTOMER),),
        (index("shop_order", [("customer_id", 1)], name=CUSTOMER),),
        "drop_index",
        f"shop_order.{CUSTOMER}",
    ),
    changed(
        "unique index dropped", (drop("shop_order", NUMBER),), NUMBER_BACK[1:], "drop_index", f"shop_order.{NUMBER}"
    ),
    changed("index added", (index("plain", [("x", 1)]),), (drop("plain", "x_1"),), "add_index", "plain.x_1"),
    changed(
        "unique index added",
        (index("plain", [("x", 1)], unique=True),),
        (drop("plain", "x_1"),),
        "add_index",
        "plain.x_1",
    ),
    changed(
        "nested index dropped",
        (drop("shop_product", "lines.price_1"),),
        (index("shop_product", [("lines.price", 1)]),),
        "drop_index",
        "shop_product.lines.price_1",
    ),
    changed(
        "hashed index dropped",
        (drop("shop_product", "code_hashed"),),
        (index("shop_product", [("code", "hashed")]),),
        "drop_index",
        "shop_product.code_hashed",
    ),
    changed(
        "geo index dropped",
        (drop("shop_product", "place_2dsphere"),),
        (index("shop_product", [("place", "2dsphere")]),),
        "drop_index",
        "shop_product.place_2dsphere",
    ),
    changed(
        "wildcard index added",
        (index("plain", [("attributes.$**", 1)]),),
        (drop("plain", "attributes.$**_1"),),
        "add_index",
        "plain.attributes.$**_1",
    ),
    altered_index(
        "unique no more",
        again("shop_order", NUMBER, [("number", 1)], partialFilterExpression=STRING),
        NUMBER_BACK,
        f"shop_order.{NUMBER}",
        "unique",
    ),
    altered_index(
        "unique for all types",
        again("shop_order", NUMBER, [("number", 1)], unique=True),
        NUMBER_BACK,
        f"shop_order.{NUMBER}",
        "predicate",
    ),
    altered_index(
        "condition changed",
        again("shop_product", "kind_1", [("kind", 1)], partialFilterExpression={**KIND, "price": {"$gt": 11}}),
        KIND_BACK,
        "shop_product.kind_1",
        "predicate",
    ),
    altered_index(
        "order of keys",
        again("shop_order", "order_recent", [("customer_id", 1), ("placed_at", -1)]),
        RECENT_BACK,
        "shop_order.order_recent",
        "elements",
    ),
    altered_index(
        "direction of a key",
        again("shop_order", "order_recent", [("placed_at", 1), ("customer_id", 1)]),
        RECENT_BACK,
        "shop_order.order_recent",
        "elements",
    ),
    altered_index(
        "kind of a key",
        again("shop_product", "spot", [("spot", 1)]),
        again("shop_product", "spot", [("spot", "2d")], bits=20),
        "shop_product.spot",
        "elements",
        "options",
    ),
    altered_index(
        "precision of a 2d index",
        again("shop_product", "spot", [("spot", "2d")]),
        again("shop_product", "spot", [("spot", "2d")], bits=20),
        "shop_product.spot",
        "options",
    ),
    altered_index(
        "sparse no more",
        again("shop_order", "coupon_1", [("coupon", 1)]),
        again("shop_order", "coupon_1", [("coupon", 1)], sparse=True),
        "shop_order.coupon_1",
        "options",
    ),
    altered_index(
        "documents live shorter",
        (modify("shop_order", index={"name": "expires_at_1", "expireAfterSeconds": 60}),),
        (modify("shop_order", index={"name": "expires_at_1", "expireAfterSeconds": 3600}),),
        "shop_order.expires_at_1",
        "options",
    ),
    altered_index(
        "documents expire",
        again("shop_order", CUSTOMER, [("customer_id", 1)], expireAfterSeconds=0),
        again("shop_order", CUSTOMER, [("customer_id", 1)]),
        f"shop_order.{CUSTOMER}",
        "options",
    ),
    altered_index(
        "hidden",
        (modify("shop_order", index={"name": "order_recent", "hidden": True}),),
        (modify("shop_order", index={"name": "order_recent", "hidden": False}),),
        "shop_order.order_recent",
        "visible",
    ),
    altered_index(
        "about to be unique",
        (modify("shop_order", index={"name": "order_recent", "prepareUnique": True}),),
        (modify("shop_order", index={"name": "order_recent", "prepareUnique": False}),),
        "shop_order.order_recent",
        "options",
    ),
    altered_index(
        "made unique",
        (
            modify("shop_order", index={"name": "order_recent", "prepareUnique": True}),
            modify("shop_order", index={"name": "order_recent", "unique": True}),
        ),
        RECENT_BACK,
        "shop_order.order_recent",
        "unique",
    ),
    altered_index(
        "case counts in a unique index",
        again("shop_product", "sku_1", [("sku", 1)], unique=True),
        SKU_BACK,
        "shop_product.sku_1",
        "options",
    ),
    altered_index(
        "strength of a collation",
        again("shop_product", "sku_1", [("sku", 1)], unique=True, collation={"locale": "en", "strength": 1}),
        SKU_BACK,
        "shop_product.sku_1",
        "options",
    ),
    altered_index(
        "no more the collation of the collection",
        again("name", "last_1", [("last", 1)], collation={"locale": "simple"}),
        again("name", "last_1", [("last", 1)]),
        "name.last_1",
        "options",
    ),
    altered_index(
        "weights of a text index",
        again("shop_product", TEXT, [("title", "text"), ("body", "text")], weights={"title": 2}),
        TEXT_BACK,
        f"shop_product.{TEXT}",
        "options",
    ),
    altered_index(
        "language of a text index",
        again(
            "shop_product",
            TEXT,
            [("title", "text"), ("body", "text")],
            weights={"title": 5},
            default_language="german",
        ),
        TEXT_BACK,
        f"shop_product.{TEXT}",
        "options",
    ),
    altered_index(
        "fields of a wildcard index",
        again("shop_product", "anything", [("$**", 1)], wildcardProjection={"extra": 0}),
        ANYTHING_BACK,
        "shop_product.anything",
        "options",
    ),
    Injection(
        "index renamed",
        (drop("shop_order", "order_recent"), index("shop_order", [("placed_at", -1), ("customer_id", 1)], name="late")),
        (drop("shop_order", "late"), RECENT_BACK[1]),
        (("add_index", "shop_order.late"), ("drop_index", "shop_order.order_recent")),
    ),
    Injection(
        "another field in a text index",
        (
            drop("shop_product", TEXT),
            index("shop_product", [("title", "text"), ("note", "text")], weights={"title": 5}),
        ),
        (drop("shop_product", "title_text_note_text"), TEXT_BACK[1]),
        (("drop_index", f"shop_product.{TEXT}"), ("add_index", "shop_product.title_text_note_text")),
    ),
]
