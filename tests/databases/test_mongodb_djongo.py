"""A database that djongo made: what it should look like, and where djongo is silent about what it did not do.

The databases here are written with pymongo, as djongo 1.3.7 on Django 3.1.12 wrote them when it ran the same migrations:
indexes and their names, and ``__schema__``, were taken down from a real run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from pymongo.database import Database

from schemaguard.databases.mongodb.djongo import expected_for_state
from schemaguard.schema.compare import compare
from schemaguard.schema.objects import Other
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases.mongodb_live import read
from tests.servers import mongodb

MongoDatabase = Database[dict[str, Any]]

AUTHOR = "shop.Author"


def state() -> ProjectState:
    """Authors, books of them with tags, special books, and a model that is elsewhere."""
    key, cascade = models.AutoField(primary_key=True), models.CASCADE
    found = ProjectState()
    author: list[tuple[str, Any]] = [
        ("id", key),
        ("name", models.CharField(max_length=50, db_index=True)),
        ("email", models.CharField(max_length=50, unique=True)),
        ("slug", models.SlugField()),
        ("badge", models.IntegerField(unique=True, null=True)),
        ("boss", models.ForeignKey(AUTHOR, cascade, null=True)),
    ]
    book: list[tuple[str, Any]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=50)),
        ("year", models.IntegerField()),
        ("author", models.ForeignKey(AUTHOR, cascade)),
        ("editor", models.ForeignKey(AUTHOR, cascade, db_index=False, related_name="+")),
        ("tags", models.ManyToManyField("shop.Tag")),
    ]
    parent = models.OneToOneField("shop.Book", cascade, parent_link=True, primary_key=True)
    by_year = models.Index(fields=["-year", "title"], name="by_year")
    added = models.UniqueConstraint(fields=["name", "slug"], name="added_unique")
    some = models.UniqueConstraint(fields=["slug"], name="some", condition=models.Q(badge__gt=1))
    for model in (
        ModelState("shop", "Author", author, {"constraints": [added, some], "indexes": []}),
        ModelState("shop", "Tag", [("code", models.CharField(max_length=9, primary_key=True))], {"indexes": []}),
        ModelState("shop", "Book", book, {"unique_together": {("title", "author")}, "indexes": [by_year]}),
        ModelState("shop", "Special", [("book_ptr", parent)], {"indexes": []}, ("shop.book",)),
        ModelState("shop", "Proxy", [], {"proxy": True, "indexes": []}, ("shop.book",)),
        ModelState("shop", "Foreign", [("id", key)], {"managed": False, "indexes": []}),
        ModelState("sales", "Order", [("id", key)], {"indexes": []}),
    ):
        found.add_model(model)
    return found


def expected() -> SchemaSnapshot:
    return SchemaSnapshot.of("mongodb", expected_for_state(state(), lambda app, model: app == "shop"))


#: Collection: what djongo counts up, and its indexes as (name, keys, unique).
MADE: dict[str, tuple[list[str], list[tuple[str, str, bool]]]] = {
    "django_migrations": (["id"], [("__primary_key__", "id", True)]),
    "shop_author": (
        ["id"],
        [
            ("__primary_key__", "id", True),
            ("email_1", "email", True),
            ("added_unique", "name slug", True),
            ("shop_author_name_0200c809", "name", False),
            ("shop_author_slug_d0d489ee", "slug", False),
            # A unique field that was added later.
            ("badge", "badge", True),
            ("shop_author_boss_id_a0aaecfa", "boss_id", False),
        ],
    ),
    "shop_tag": ([], [("__primary_key__", "code", True)]),
    "shop_book": (
        ["id"],
        [
            ("__primary_key__", "id", True),
            ("shop_book_title_author_id_b73220a8_uniq", "title author_id", True),
            ("shop_book_author_id_82b8ab51", "author_id", False),
        ],
    ),
    "shop_book_tags": (
        ["id"],
        [
            ("__primary_key__", "id", True),
            ("shop_book_tags_book_id_tag_id_870e5de6_uniq", "book_id tag_id", True),
            ("shop_book_tags_book_id_00064ef8", "book_id", False),
            ("shop_book_tags_tag_id_c7a5d3dd", "tag_id", False),
        ],
    ),
    "shop_special": ([], [("__primary_key__", "book_ptr_id", True)]),
}


@pytest.fixture
def live(mongodb_url: str) -> Iterator[MongoDatabase]:
    """What djongo made, with the one thing set right that it cannot make: a descending index."""
    with mongodb.connect(mongodb_url) as client:
        database = client.get_default_database()
        database["__schema__"].create_index("name", unique=True)
        for name, (counted, indexes) in MADE.items():
            database.create_collection(name)
            entry: dict[str, Any] = {"name": name, "fields": {"x": {"type_code": "int"}}}
            database["__schema__"].insert_one(entry | ({"auto": {"field_names": counted, "seq": 7}} if counted else {}))
            for index, keys, unique in indexes:
                database[name].create_index([(key, 1) for key in keys.split()], name=index, unique=unique)
        database.shop_book.create_index([("year", -1), ("title", 1)], name="by_year")
        yield database


def found(live: MongoDatabase) -> SchemaSnapshot:
    host, port = live.client.address or ("", 0)
    return read({"ENGINE": "djongo", "NAME": live.name, "CLIENT": {"host": f"mongodb://{host}:{port}"}})


def drift(live: MongoDatabase) -> list[tuple[str, str]]:
    return [(change.kind, change.object) for change in compare(expected(), found(live))]


def test_what_djongo_made_is_what_is_expected(live: MongoDatabase) -> None:
    assert drift(live) == []
    assert [item.name for item in found(live).objects] == sorted(MADE)


def test_counters_are_no_part_of_the_schema(live: MongoDatabase) -> None:
    before = found(live)
    live["__schema__"].update_many({"auto": {"$exists": True}}, {"$inc": {"auto.seq": 5}})
    assert found(live) == before


def test_a_dropped_table_stays_listed(live: MongoDatabase) -> None:
    live["__schema__"].insert_one({"name": "shop_gone", "auto": {"field_names": ["id"], "seq": 0}})
    assert drift(live) == [("add_other", "shop_gone")]
    (leftover,) = found(live).all("other")
    assert leftover == Other("shop_gone", kind="djongo table", definition="listed in __schema__, without a collection")


BY_HAND: list[dict[str, Any]] = [
    {},
    {"name": None},
    {"name": 5},
    {"name": "x", "auto": None},
    {"name": "x", "auto": []},
    {"name": "x", "auto": {"field_names": None}},
]


@pytest.mark.parametrize("entry", BY_HAND)
def test_entries_that_somebody_wrote_by_hand(live: MongoDatabase, entry: dict[str, Any]) -> None:
    live["__schema__"].insert_one(entry)
    assert drift(live) == ([("add_other", "x")] if entry.get("name") == "x" else [])


def test_a_constraint_that_was_removed_stays(live: MongoDatabase) -> None:
    live.shop_book.create_index([("title", 1), ("year", 1)], unique=True, name="title_and_year")
    assert drift(live) == [("add_index", "shop_book.title_and_year")]


def test_the_index_of_a_renamed_field_stays(live: MongoDatabase) -> None:
    live.shop_author.drop_index("shop_author_name_0200c809")
    live.shop_author.create_index("nick", name="shop_author_nick_0200c809")
    # djongo 1.3.7: "RenameField" moves the values only.
    assert drift(live) == [("drop_index", "shop_author.name_1"), ("add_index", "shop_author.shop_author_nick_0200c809")]


def test_a_renamed_table_counts_no_more(live: MongoDatabase) -> None:
    live["__schema__"].update_one({"name": "shop_author"}, {"$set": {"name": "shop_writer"}})
    assert drift(live) == [("alter_collection", "shop_author"), ("add_other", "shop_writer")]


def test_a_constraint_of_a_new_table_is_missing(live: MongoDatabase) -> None:
    live.shop_author.drop_index("added_unique")
    assert drift(live) == [("drop_index", "shop_author.added_unique")]


def test_a_condition_is_taken_for_a_field(live: MongoDatabase) -> None:
    live.shop_author.create_index([('WHERE "badge" > 1', 1)], unique=True, name="some")
    live.shop_book.drop_index("by_year")
    live.shop_book.create_index([('year" DESC', 1), ("title", 1)], name="by_year")
    assert drift(live) == [("add_index", "shop_author.some"), ("alter_index", "shop_book.by_year")]


def test_a_unique_index_named_like_its_field_has_a_name_elsewhere(live: MongoDatabase) -> None:
    """Only djongo gives such names without being asked."""
    live.drop_collection("__schema__")
    (author,) = (item for item in found(live).objects if item.name == "shop_author")
    assert [index.auto_named for index in author.indexes if index.name == "badge"] == [False]
    assert author.options == ()


def test_models_of_other_databases_are_left_out() -> None:
    everything = expected_for_state(state(), lambda app, model: True)
    asked: list[tuple[str, str]] = []

    def refuse(app: str, model: str) -> bool:
        asked.append((app, model))
        return False

    nothing = expected_for_state(state(), refuse)
    assert "sales_order" in {item.name for item in everything}
    assert [item.name for item in nothing] == ["django_migrations"]
    # Once for the table of the many-to-many field, under the name of the model that has it.
    assert sorted(set(asked)) == [
        ("sales", "order"),
        ("shop", "author"),
        ("shop", "book"),
        ("shop", "special"),
        ("shop", "tag"),
    ]
