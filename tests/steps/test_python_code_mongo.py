"""What is found about pymongo calls in a RunPython."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.python_code import case, read, said

MONGO = [
    case(name, f"shop = schema_editor.connection.get_collection('orders')\n{call}", *facts)
    for name, call, *facts in [
        ("drop", "shop.drop()", "mongo-drop-collection orders"),
        ("rename", "shop.rename('x')", "mongo-rename-collection orders"),
        ("drop-index", "shop.drop_index('x')", "mongo-drop-index orders"),
        ("update-all", "shop.update_many({}, {'$set': {'a': 1}})", "mongo-update-all orders"),
        ("update-some", "shop.update_many({'a': 2}, {'$set': {'a': 1}})", "updates-rows orders"),
        ("update-by-name", "every = {}\nshop.update_many(filter=every, update=[])", "mongo-update-all orders"),
        ("delete-all", "shop.delete_many({})", "mongo-delete-all orders"),
        ("delete-some", "shop.delete_many({'a': 1})", "deletes-rows orders"),
        ("merge", "shop.aggregate([{'$match': {}}, {'$merge': {'into': 'x'}}])", "mongo-merge orders"),
        ("aggregate", "shop.aggregate([{'$match': {}}])", "reads-only"),
        ("index-unnamed", "shop.create_index([('a', 1)])", "mongo-create-index-unnamed orders"),
        ("insert", "shop.insert_one({})", "creates-rows orders"),
        ("find", "for row in shop.find({}): print(row)", "reads-only"),
        (
            "index-models",
            "from pymongo import IndexModel\nshop.create_indexes([IndexModel('a')])",
            "mongo-create-index-unnamed orders",
        ),
    ]
] + [
    case("index-named", "schema_editor.connection.database['x'].create_index('a', name='b')", "reads-only"),
    case("drop-in-database", "schema_editor.connection.database.drop_collection('x')", "mongo-drop-collection x"),
    case("attribute", "schema_editor.connection.database.orders.drop()", "mongo-drop-collection orders"),
    case(
        "no-validator",
        "db = schema_editor.connection.get_database()\ndb.create_collection('x')\n"
        "db.create_collection('y', validator={})",
        "mongo-create-collection-no-validator x",
    ),
    case(
        "other-database",
        "schema_editor.connection.connection['a'].get_collection('b').drop()",
        "mongo-drop-collection b",
    ),
    case(
        "command",
        "schema_editor.connection.database.command({'collMod': 'x'})",
        "unread-call schema_editor.connection.database.command",
    ),
    case("own-client", "from pymongo import MongoClient\nMongoClient()['a']['b'].drop()", "mongo-drop-collection b"),
    case("unknown-database", "db().orders.delete_many({})", "mongo-delete-all orders"),
    case("model-pipeline", "Order.objects.using('x').raw_aggregate([{'$out': 'y'}])", "mongo-merge shop.Order"),
]


@pytest.mark.parametrize(("source", "facts"), [*MONGO])
def test_facts(tmp_path: Path, source: str, facts: set[str]) -> None:
    code = read(tmp_path, source)
    assert not code.noop
    assert said(code) == facts
