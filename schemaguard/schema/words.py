"""Objects and their alterations in words, on one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schemaguard.schema.changes import Change
from schemaguard.schema.excerpts import ROOM, clip, first_difference, one_line
from schemaguard.schema.kinds import kind_of
from schemaguard.schema.objects import (
    Check,
    Collection,
    Column,
    CompositeType,
    Database,
    Domain,
    Enum,
    Exclusion,
    Extension,
    Field,
    ForeignKey,
    Index,
    Options,
    Other,
    Policy,
    PrimaryKey,
    Routine,
    Rule,
    Schema,
    SchemaObject,
    Sequence,
    Statistics,
    Table,
    Trigger,
    Unique,
    View,
)

#: What true and false mean.
_FLAGS: Mapping[str, tuple[str, str]] = {
    "nullable": ("NULL", "NOT NULL"),
    "validated": ("validated", "not validated"),
    "unique": ("unique", "not unique"),
    "valid": ("valid", "invalid"),
    "visible": ("visible", "hidden"),
    "nulls_distinct": ("nulls distinct", "nulls not distinct"),
    "permissive": ("permissive", "restrictive"),
    "cycle": ("cycle", "no cycle"),
    "always": ("in every document", "not in every document"),
    "auto_named": ("name chosen by the database", "name chosen by somebody"),
}
#: Where a value says by itself what it is.
_UNLABELLED = frozenset({"type", "kind", "enabled"})
#: What an empty value means.
_EMPTY: Mapping[str, str] = {
    "kind": "ordinary",
    "on_delete": "NO ACTION",
    "on_update": "NO ACTION",
    "deferrable": "not deferrable",
    "enabled": "enabled",
    "profile": "not looked at",
    "validation_level": "strict",
    "validation_action": "error",
    "increment": "1",
    "start": "default",
    "minimum": "default",
    "maximum": "default",
    "cache": "default",
}


#: Code, of which only the first line that differs is shown.
_CODE = frozenset({"body", "definition", "validator"})


class Row(NamedTuple):
    """One attribute on both sides."""

    #: What it is called: "on delete", or the name of an option.
    label: str
    left: str
    right: str
    #: Whether the values say by themselves what they are.
    plain: bool = False

    def __str__(self) -> str:
        pair = f"{self.left} -> {self.right}"
        return pair if self.plain else f"{self.label} {pair}"


def detail(change: Change) -> str:
    """What differs; for what is on one side only, what it is."""
    if change.action != "alter":
        return describe(change.subject)
    return "; ".join(map(str, rows(change)))


def rows(change: Change) -> Iterator[Row]:
    """What an alteration changes, attribute by attribute."""
    for field in change.fields():
        old, new = getattr(change.before, field), getattr(change.after, field)
        if field == "options":
            yield from _options(old, new)
        elif field == "labels":
            yield _labels(old, new)
        else:
            yield _row(field, old, new)


def _row(field: str, old: Any, new: Any) -> Row:
    label, left, right = field.replace("_", " "), value(field, old), value(field, new)
    # Texts that differ in their line breaks only would look the same.
    if field in _CODE or left == right or max(len(left), len(right)) > 2 * ROOM:
        left, right = first_difference(_text(old), _text(new))
        return Row(f"the {label} differs:", left or "none", right or "none")
    return Row(label, left, right, plain=field in _UNLABELLED or field in _FLAGS)


def value(field: str, content: Any) -> str:
    """The value of an attribute, on one line."""
    if field in _FLAGS:
        return _FLAGS[field][0 if content else 1]
    return one_line(_text(content)) or _EMPTY.get(field, "none")


def _text(content: Any) -> str:
    if not isinstance(content, tuple):
        return str(content)
    return f"({', '.join(map(str, content))})" if content else ""


def _labels(old: tuple[str, ...], new: tuple[str, ...]) -> Row:
    gone, came = [label for label in old if label not in new], [label for label in new if label not in old]
    if gone or came:
        # Those that only one side has: there may be hundreds.
        return Row("labels", clip(", ".join(gone), 2 * ROOM) or "none", clip(", ".join(came), 2 * ROOM) or "none")
    first = next(number for number, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1])
    return Row("order of labels", clip(", ".join(old[first:])), clip(", ".join(new[first:])))


def _options(old: Options, new: Options) -> Iterator[Row]:
    left, right = dict(old), dict(new)
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            yield Row(name, *first_difference(left.get(name, "none"), right.get(name, "none")))


def describe(item: SchemaObject) -> str:
    """What an object is: "index on (customer_id, placed_at)"."""
    return clip(_DESCRIBE[type(item)](item), 3 * ROOM) or kind_of(item).replace("_", " ")


def _words(*words: str) -> str:
    return " ".join(word for word in words if word)


def _list(names: Iterable[str]) -> str:
    return f"({', '.join(names)})"


def _if(prefix: str, text: str) -> str:
    return f"{prefix} {text}" if text else ""


def _extras(item: Any) -> str:
    """What several kinds have in common, and is worth a word where it is not the default."""
    return _words(
        _if("include", _list(item.include)) if getattr(item, "include", ()) else "",
        "" if getattr(item, "nulls_distinct", True) else "nulls not distinct",
        _if("where", getattr(item, "predicate", "")),
        getattr(item, "deferrable", ""),
        "" if getattr(item, "validated", True) else "not validated",
        "" if getattr(item, "valid", True) else "invalid",
        "" if getattr(item, "visible", True) else "hidden",
        getattr(item, "enabled", ""),
        ", ".join(f"{name} {text}" for name, text in getattr(item, "options", ())),
    )


def _column(item: Column) -> str:
    return _words(
        item.type,
        "" if item.nullable else "NOT NULL",
        _if("default", item.default),
        _if("identity", item.identity),
        _if("generated", item.generated),
        _if("collation", item.collation),
        _extras(item),
    )


def _lower(action: str) -> str:
    """SET NULL may name columns, which keep their letters."""
    words, space, names = action.partition(" (")
    return f"{words.lower()}{space}{names}"


def _foreign_key(item: ForeignKey) -> str:
    return _words(
        f"foreign key {_list(item.columns)} -> {item.target} {_list(item.target_columns)}",
        _if("on delete", _lower(item.on_delete)),
        _if("on update", item.on_update.lower()),
        _if("match", item.match.lower()),
        _extras(item),
    )


def _index(item: Index) -> str:
    method = item.method if item.method != "btree" else ""
    return _words("unique" if item.unique else "", method, f"index on {_list(item.elements)}", _extras(item))


def _policy(item: Policy) -> str:
    return _words(
        "" if item.permissive else "restrictive",
        f"policy for {item.command or 'all'}",
        _if("to", ", ".join(item.roles)),
        _if("using", item.using),
        _if("with check", item.with_check),
    )


def _routine(item: Routine) -> str:
    return _words(item.kind, _if("returning", item.returns), _if("in", item.language), _extras(item))


def _sequence(item: Sequence) -> str:
    parts = ((name, getattr(item, name)) for name in ("start", "increment", "minimum", "maximum"))
    return _words(
        "sequence", _if("of", item.type), *(_if(*part) for part in parts), "cycle" if item.cycle else "", _extras(item)
    )


def _table(item: Table) -> str:
    partition = _words(_if("partition of", item.partition_of), item.partition_bound)
    return _words(item.kind, f"table with {_number(len(item.columns), 'column')}", partition)


def _collection(item: Collection) -> str:
    with_ = [_number(len(item.indexes), "index", "indexes")] if item.indexes else []
    with_ += ["a validator"] if item.validator else []
    return _words(item.kind, "collection", _if("with", " and ".join(with_)), _extras(item))


def _view(item: View) -> str:
    return _words(item.kind, "view", _if("as", clip(item.body)))


def _domain(item: Domain) -> str:
    checks = " and ".join(check.expression for check in item.checks)
    return _words(
        "domain over",
        item.type,
        "" if item.nullable else "NOT NULL",
        _if("default", item.default),
        _if("check", checks),
    )


def _number(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"


_DESCRIBE: Mapping[type, Callable[[Any], str]] = {
    Check: lambda item: _words("check", item.expression, _extras(item)),
    Collection: _collection,
    Column: _column,
    CompositeType: lambda item: f"row type {_list(item.attributes)}",
    Database: lambda item: _words("database", _extras(item)),
    Domain: _domain,
    Enum: lambda item: f"enumerated type {_list(item.labels)}",
    Exclusion: lambda item: _words(item.method, f"exclusion {_list(item.elements)}", _extras(item)),
    Extension: lambda item: _words("extension", _if("version", item.version)),
    Field: lambda item: _words(
        "field of", " or ".join(item.types) or "unknown type", "in every document" if item.always else ""
    ),
    ForeignKey: _foreign_key,
    Index: _index,
    Other: lambda item: _words(item.kind or "object", clip(item.definition)),
    Policy: _policy,
    PrimaryKey: lambda item: _words(f"primary key {_list(item.columns)}", _extras(item)),
    Routine: _routine,
    Rule: lambda item: _words("rule", clip(item.definition), item.enabled),
    Schema: lambda item: "schema",
    Sequence: _sequence,
    Statistics: lambda item: _words("statistics on", _list(item.elements), _if("of", ", ".join(item.kinds))),
    Table: _table,
    Trigger: lambda item: _words("trigger", clip(item.definition), item.enabled),
    Unique: lambda item: _words(f"unique {_list(item.columns)}", _extras(item)),
    View: _view,
}
