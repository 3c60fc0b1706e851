"""Any schema, small: for properties that hold for all."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from schemaguard.schema.kinds import HOLDERS, HOLDS, KIND_OF, PARTS, TOP
from schemaguard.schema.objects import Options, SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot

NAMES = st.sampled_from(["a", "b", "C d", 'e"f', "ü"])
TEXTS = st.sampled_from(["", "x", "y > 0"])
OPTIONS: st.SearchStrategy[Options] = st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from(["1", "2"])).map(
    lambda found: tuple(sorted(found.items()))
)
#: By the type that a field is annotated with.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXTS,
    "bool": st.booleans(),
    "int": st.integers(1, 9),
    "Options": OPTIONS,
    "tuple[str, ...]": st.lists(TEXTS, max_size=2).map(tuple),
}


@cache
def plain(cls: Any) -> st.SearchStrategy[SchemaObject]:
    """An object of a class without its parts."""
    fields = {
        name: NAMES if name == "name" else VALUES[cls.__annotations__[name].__forward_arg__]
        for name in cls._fields
        if name not in HOLDERS[cls] and name != "schema"
    }
    return st.fixed_dictionaries(fields).map(lambda values: cls(**values))


def named_once(items: st.SearchStrategy[SchemaObject]) -> st.SearchStrategy[tuple[SchemaObject, ...]]:
    """A few objects with a name each."""
    return st.lists(items, max_size=2, unique_by=lambda item: item.name).map(tuple)


@cache
def whole(cls: Any) -> st.SearchStrategy[SchemaObject]:
    """An object that stands alone, with its parts."""
    parts = {holder: named_once(plain(PARTS[HOLDS[holder]])) for holder in HOLDERS[cls]}
    schema = {"schema": st.sampled_from(["", "s"])} if "schema" in cls._fields else {}
    return st.builds(lambda item, rest: item._replace(**rest), plain(cls), st.fixed_dictionaries({**parts, **schema}))


OBJECTS = st.one_of([whole(cls) for cls in TOP.values()])
SNAPSHOTS = st.lists(
    OBJECTS, max_size=3, unique_by=lambda item: (KIND_OF[type(item)], getattr(item, "schema", ""), item.name)
).map(lambda objects: SchemaSnapshot.of("postgresql", objects, version=(16,), migrations=(("shop", "0001_initial"),)))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[SchemaSnapshot, SchemaSnapshot]:
    """Two snapshots that have some objects in common, and some that are nearly the same."""
    left, right = draw(SNAPSHOTS), draw(SNAPSHOTS)
    objects = dict(right.by_key())
    for key, item in left.by_key().items():
        fate = draw(st.sampled_from(["keep", "vary", "leave"]))
        if fate == "keep":
            objects[key] = item
        elif fate == "vary":
            cls: Any = type(item)
            other = draw(whole(cls))._replace(name=item.name)
            mixed = {name: draw(st.sampled_from([getattr(item, name), getattr(other, name)])) for name in item._fields}
            objects[key] = cls(**{**mixed, "name": item.name, **({"schema": item.schema} if "schema" in mixed else {})})
    return left, SchemaSnapshot.of("postgresql", objects.values(), version=(16,))
