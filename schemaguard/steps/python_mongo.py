"""What pymongo calls do: clients, databases and collections are not told apart, their methods are."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_queries import writes_a_collection
from schemaguard.steps.python_values import UNKNOWN, Call, Items, Pairs, Text, Thing, Value

#: Methods of pymongo that nothing else has: these are judged on any object.
UNMISTAKABLE = frozenset(
    "create_collection delete_many delete_one drop_collection drop_indexes find_one_and_delete find_one_and_replace "
    "find_one_and_update insert_many insert_one replace_one update_many update_one".split()
)
_KINDS = {
    "bulk_write": "updates-rows",
    "delete_one": "deletes-rows",
    "drop": "mongo-drop-collection",
    "drop_collection": "mongo-drop-collection",
    "drop_database": "mongo-drop-collection",
    "drop_index": "mongo-drop-index",
    "drop_indexes": "mongo-drop-index",
    "find_one_and_delete": "deletes-rows",
    "find_one_and_replace": "updates-rows",
    "find_one_and_update": "updates-rows",
    "insert_many": "creates-rows",
    "insert_one": "creates-rows",
    "rename": "mongo-rename-collection",
    "replace_one": "updates-rows",
    "update_one": "updates-rows",
}
_PARTS = frozenset("get_collection get_database get_default_database with_options".split())


def mongo_call(journal: Journal, owner: Thing, name: str, call: Call) -> Value:
    """A method of a client, a database or a collection."""
    journal.work += 1
    if name in _PARTS:
        return Thing("mongo", _first_text(call) or owner.name)
    if (kind := _kind(name, call)) is not None:
        subject = _first_text(call) if name in {"drop_collection", "create_collection", "drop_database"} else owner.name
        journal.write(kind, call.node, subject)
    elif name == "command":
        journal.unread(call.node, call.written, (owner,))
    return UNKNOWN


def _kind(name: str, call: Call) -> str | None:
    if name in {"update_many", "delete_many"}:
        verb = name.removesuffix("_many")
        every = is_empty(call.argument(0, "filter"))
        return f"mongo-{verb}-all" if every else f"{verb}s-rows"
    if name == "aggregate" and writes_a_collection(call):
        return "mongo-merge"
    if name in {"create_index", "create_indexes"} and not _named(name, call):
        return "mongo-create-index-unnamed"
    if name == "create_collection" and "validator" not in call.keywords and call.exact:
        return "mongo-create-collection-no-validator"
    return _KINDS.get(name)


def is_empty(value: Value) -> bool:
    """Whether a filter is the empty document."""
    return isinstance(value, Pairs) and not value.items


def _named(method: str, call: Call) -> bool:
    """Whether each index has a name: ``name=`` in create_index, in each IndexModel for create_indexes."""
    if method == "create_index":
        return "name" in call.keywords or not call.exact
    models = call.argument(0, "indexes")
    if not isinstance(models, Items):
        return True
    return all(not isinstance(model, IndexModel) or model.named for model in models.items)


@dataclass(frozen=True, slots=True)
class IndexModel(Value):
    """pymongo.IndexModel(...)."""

    named: bool


def _first_text(call: Call) -> str:
    first = call.argument(0, "name")
    return first.texts[0] if isinstance(first, Text) and len(first.texts) == 1 else ""
