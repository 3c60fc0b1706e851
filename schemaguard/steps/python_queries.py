"""What managers, querysets and rows do to the database: Django's "QuerySet API reference"."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from schemaguard.steps.python_journal import ASSIGNED, Fields, Journal
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Call,
    Items,
    Pairs,
    Row,
    Rows,
    Several,
    Text,
    Thing,
    Value,
    join,
)

Handler = Callable[[Journal, Rows, Call], Value]

_SAME = frozenset(
    "all alias annotate as_manager defer get_queryset only order_by prefetch_related reverse select_for_update "
    "select_related _clone _chain".split()
)
_VALUES = frozenset("dates datetimes values values_list".split())
_FILTERS = frozenset("complex_filter exclude filter".split())
_READS = frozenset("aggregate contains count exists explain".split())
_ONE_ROW = frozenset("earliest first get get_by_natural_key get_for_id get_for_model last latest".split())
_CREATES = frozenset("bulk_create create".split())
_CREATES_OR_GETS = frozenset("get_or_create update_or_create".split())
#: A filter by these reaches as many rows as there are keys.
_KEYS = frozenset("pk id".split())


def rows_call(journal: Journal, rows: Rows, name: str, call: Call) -> Value:
    """A method of a manager or queryset."""
    if rows.loaded:
        return _list_call(rows, name)
    name, queryset = synchronous(name), replace(rows, manager=False)
    if name in _SAME | _VALUES:
        return _chained(queryset, name)
    if name in _FILTERS:
        return _filtered(journal, queryset, call, takes=name != "exclude")
    if name in _READS | _ONE_ROW:
        journal.query(call.node, rows)
        return Row(rows.model) if name in _ONE_ROW else UNKNOWN
    if name in _CREATES | _CREATES_OR_GETS:
        return _created(journal, rows, name, call)
    handler = _HANDLERS.get(name, _custom)
    return handler(journal, queryset, call)


def synchronous(name: str) -> str:
    """The method that an asynchronous one stands for: ``acreate`` is ``create``."""
    return name[1:] if name.startswith("a") and name[1:] in _ASYNCHRONOUS else name


def _chained(rows: Rows, name: str) -> Rows:
    if name in _VALUES:
        return replace(rows, valued=True, grouped=rows.grouped or name in {"dates", "datetimes"})
    # After .values() an aggregate groups the rows by them.
    return replace(rows, grouped=rows.grouped or (name == "annotate" and rows.valued))


def _filtered(journal: Journal, rows: Rows, call: Call, *, takes: bool) -> Rows:
    if call.bare:
        return rows
    return replace(rows, narrowed=True, bounded=rows.bounded or (takes and _by_keys(journal, call)))


def _by_keys(journal: Journal, call: Call) -> bool:
    """Whether a filter takes certain keys, a range of them that is closed, or what belongs to one row.

    One that is put together in each turn of a loop is taken for that of a batch.
    """
    lookups = {}
    for keyword, value in call.keywords.items():
        field, _, lookup = keyword.partition("__")
        if field in _KEYS:
            lookups[lookup or "exact"] = value
        elif not lookup and _of_a_row(value):
            return True
    if not call.exact and journal.loops:
        return True
    if {"exact", "range"} & lookups.keys() or (lookups.keys() & {"gt", "gte"} and lookups.keys() & {"lt", "lte"}):
        return True
    return "in" in lookups and _is_few(journal, lookups["in"])


def _of_a_row(value: Value) -> bool:
    """Whether this is a row or a field of one, as what the rows of a relation are filtered by."""
    if isinstance(value, Attribute):
        return _of_a_row(value.owner)
    return isinstance(value, Row) or value == Thing("field")


def _is_few(journal: Journal, keys: Value) -> bool:
    """A list of keys is a batch where it is one, or where it is another one in each turn of a loop."""
    if isinstance(keys, Rows):
        return keys.bounded
    if isinstance(keys, Several):
        return not keys.per_row
    return isinstance(keys, Items) or bool(journal.loops)


def _distinct(journal: Journal, rows: Rows, call: Call) -> Value:
    return replace(rows, grouped=rows.grouped or rows.valued)


def _extra(journal: Journal, rows: Rows, call: Call) -> Value:
    journal.note("raw-sql", call.node)
    return replace(rows, narrowed=True)


def _raw(journal: Journal, rows: Rows, call: Call) -> Value:
    journal.query(call.node, rows)
    note_sql(journal, call, 0, "raw_query")
    return replace(rows, narrowed=True, bounded=True)


def _using(journal: Journal, rows: Rows, call: Call) -> Value:
    return replace(rows, routed=True)


def _none(journal: Journal, rows: Rows, call: Call) -> Value:
    return replace(rows, narrowed=True, bounded=True)


def _iterator(journal: Journal, rows: Rows, call: Call) -> Value:
    return replace(rows, streamed=True)


def _in_bulk(journal: Journal, rows: Rows, call: Call) -> Value:
    if not call.args and not call.keywords:
        return journal.load(call.node, rows)
    journal.query(call.node, rows)
    return replace(rows, loaded=True, narrowed=True)


def _union(journal: Journal, rows: Rows, call: Call) -> Value:
    result: Value = rows
    for other in call.args:
        result = join(result, other)
    return result


def _intersection(journal: Journal, rows: Rows, call: Call) -> Value:
    return replace(rows, narrowed=True)


def _update(journal: Journal, rows: Rows, call: Call) -> Value:
    journal.query(call.node, rows)
    fields = tuple(call.keywords) if call.exact else None
    journal.write("updates-rows" if rows.narrowed else "updates-all", call.node, rows.model.name, fields)
    return UNKNOWN


def _delete(journal: Journal, rows: Rows, call: Call) -> Value:
    journal.query(call.node, rows)
    journal.write("deletes-rows" if rows.narrowed else "deletes-all", call.node, rows.model.name)
    return UNKNOWN


def _bulk_update(journal: Journal, rows: Rows, call: Call) -> Value:
    journal.query(call.node, rows)
    journal.write("bulk-updates", call.node, rows.model.name, _named(call.argument(1, "fields")))
    return UNKNOWN


def _raw_aggregate(journal: Journal, rows: Rows, call: Call) -> Value:
    """django-mongodb-backend: a pipeline as MongoDB takes it."""
    journal.query(call.node, rows)
    if writes_a_collection(call):
        journal.write("mongo-merge", call.node, rows.model.name)
    return replace(rows, narrowed=True, bounded=True)


_HANDLERS: dict[str, Handler] = {
    "bulk_update": _bulk_update,
    "db_manager": _using,
    "delete": _delete,
    "_raw_delete": _delete,
    "difference": _intersection,
    "distinct": _distinct,
    "extra": _extra,
    "in_bulk": _in_bulk,
    "intersection": _intersection,
    "iterator": _iterator,
    "none": _none,
    "raw": _raw,
    "raw_aggregate": _raw_aggregate,
    "union": _union,
    "update": _update,
    "using": _using,
}


_ASYNCHRONOUS = (_READS | _ONE_ROW | _CREATES | _CREATES_OR_GETS | _HANDLERS.keys()) - {"get_for_model"}


def _created(journal: Journal, rows: Rows, name: str, call: Call) -> Value:
    journal.query(call.node, rows)
    journal.write("creates-rows", call.node, rows.model.name)
    if name in _CREATES_OR_GETS:
        return Items((Row(rows.model), UNKNOWN))
    return call.argument(0, "objs") if "bulk" in name else Row(rows.model)


def _custom(journal: Journal, rows: Rows, call: Call) -> Value:
    """A method of the project's own manager: what it leaves out is not known, so it may be anything."""
    journal.query(call.node, rows)
    return replace(rows, narrowed=True, manager=False)


def _list_call(rows: Rows, name: str) -> Value:
    """A method of a list of rows, or of a dict of them."""
    if name in {"pop", "get"}:
        return item_of(rows)
    if name == "items":
        return Several(Items((UNKNOWN, item_of(rows))), rows.many)
    return rows if name in {"values", "copy"} else UNKNOWN


def item_of(rows: Rows) -> Value:
    """One member: a row, or the values of one."""
    return Thing("field") if rows.valued else Row(rows.model)


def row_call(journal: Journal, row: Row, name: str, call: Call) -> Value:
    """A method of a model instance."""
    name = name.removeprefix("a")
    if name in {"save", "save_base"}:
        if row.new:
            journal.aims(call.node, row.model, "using" in call.keywords)
        _save(journal, call, row.model.name, new=row.new)
    elif name == "delete":
        journal.write("deletes-rows", call.node, row.model.name)
    elif name == "refresh_from_db":
        journal.work += 1
    return UNKNOWN


def _save(journal: Journal, call: Call, name: str, *, new: bool = False) -> None:
    fields = _named(call.keywords["update_fields"]) if "update_fields" in call.keywords else ASSIGNED
    if journal.per_row:
        journal.note("saves-in-loop", call.node, name, fields)
    journal.write("creates-rows" if new else "updates-rows", call.node, name, fields)


def _named(value: Value) -> Fields:
    """The fields that a list names; None where they are not written out."""
    items = value.items if isinstance(value, Items) else ()
    names = [item.texts[0] for item in items if isinstance(item, Text) and len(item.texts) == 1]
    return tuple(names) if items and len(names) == len(items) else None


def may_save(journal: Journal, call: Call) -> bool:
    """``.save()`` of something unknown: a model instance, unless it is told where to save to, as files are."""
    options = {"update_fields", "using", "force_insert", "force_update"}
    if call.args or not call.exact or call.keywords.keys() - options:
        return False
    _save(journal, call, ast.unparse(call.node.func.value) if isinstance(call.node.func, ast.Attribute) else "")
    return True


_RELATED_READS = frozenset("count exists aggregate first last get earliest latest iterator in_bulk".split())
_RELATED_WRITES = {
    "add": "creates-rows",
    "bulk_create": "creates-rows",
    "bulk_update": "bulk-updates",
    "clear": "deletes-rows",
    "create": "creates-rows",
    "delete": "deletes-rows",
    "get_or_create": "creates-rows",
    "remove": "deletes-rows",
    "set": "creates-rows",
    "update": "updates-rows",
    "update_or_create": "creates-rows",
}
_FILES = frozenset("chunks close delete open read save write".split())


def related_call(journal: Journal, owner: Attribute, name: str, call: Call) -> Value:
    """A method of an attribute of a row: a related manager, a related row, a file, or a plain value."""
    if name == "save" and may_save(journal, call):
        return UNKNOWN
    if name in _FILES and (call.args or "save" in call.keywords or name not in {"delete", "save"}):
        journal.note("files", call.node, f"{owner.name}.{name}")
    elif name in _RELATED_WRITES and not _is_plain(name, call):
        journal.write(_RELATED_WRITES[name], call.node, owner.name)
    elif name in _RELATED_READS:
        journal.work += 1
    return owner


def _is_plain(name: str, call: Call) -> bool:
    """A dict is updated with a dict, a related manager with keywords."""
    return name == "update" and (bool(call.args) or call.bare)


def note_sql(journal: Journal, call: Call, position: int, keyword: str) -> None:
    """SQL is run: its text where it is constant, else ""."""
    text = call.argument(position, keyword)
    for sql in text.texts if isinstance(text, Text) else ("",):
        journal.write("raw-sql", call.node, sql)


def writes_a_collection(call: Call) -> bool:
    """Whether a MongoDB pipeline ends in $merge or $out."""
    return any(isinstance(node, ast.Constant) and node.value in ("$merge", "$out") for node in ast.walk(call.node))


def iterate(journal: Journal, node: ast.AST, value: Value) -> tuple[Value, bool]:
    """What one turn of a loop over ``value`` is given, and whether there are as many turns as rows."""
    if isinstance(value, Rows):
        journal.load(node, value)
        return item_of(value), value.many
    if isinstance(value, Several):
        return value.item, value.per_row
    if isinstance(value, Pairs):
        value = Items(tuple(key for key, _ in value.items))
    if isinstance(value, Items):
        return _common(value), False
    return UNKNOWN, False


def _common(value: Items) -> Value:
    first = value.items[0] if value.items else UNKNOWN
    for item in value.items[1:]:
        first = join(first, item) if type(item) is type(first) else UNKNOWN
    return first


def subscript(journal: Journal, rows: Rows, node: ast.Subscript) -> Value:
    """A slice or one member of rows."""
    if not isinstance(node.slice, ast.Slice):
        if not rows.loaded:
            journal.query(node, rows)
        return item_of(rows)
    bounded = rows.bounded or node.slice.upper is not None
    return replace(rows, manager=False, narrowed=True, bounded=bounded)
