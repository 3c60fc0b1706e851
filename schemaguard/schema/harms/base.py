"""What a harm is, and what a module has to say about each kind of object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.weights import Weight


class Harm(NamedTuple):
    """What happens to an application that was made for something else."""

    weight: Weight
    #: A sentence without its capital letter and full stop, so that it can also follow ``where``.
    clause: str
    #: On which side, where neither is the truth: "where it is missing". Empty where it does not depend on the side.
    where: str = ""


#: Harms of an object that is expected like the first value, and is like the second.
Deviation = Callable[[Any, Any], Iterable[Harm]]


class Kind(NamedTuple):
    """The harms around one kind of object."""

    #: It is expected and is not there.
    missing: Callable[[Any], Harm]
    #: It is there and nobody expects it.
    surplus: Callable[[Any], Harm]
    #: By attribute.
    fields: Mapping[str, Deviation]


def error(clause: str, where: str = "") -> Harm:
    """The application can break, or lose data."""
    return Harm(Weight.ERROR, clause, where)


def warning(clause: str, where: str = "") -> Harm:
    """It goes on, but worse, or otherwise than somebody thinks."""
    return Harm(Weight.WARNING, clause, where)


def info(clause: str, where: str = "") -> Harm:
    """Nothing depends on it."""
    return Harm(Weight.INFO, clause, where)


def always(*harms: Harm) -> Deviation:
    """The same harms whatever the values are."""
    return lambda expected, actual: harms


def switch(field: str, on: Harm, off: Harm) -> Deviation:
    """One harm where the attribute is set and should not be, another where it is not and should be."""

    def judge(expected: SchemaObject, actual: SchemaObject) -> Iterator[Harm]:
        yield on if getattr(actual, field) else off

    return judge


def shown(value: str, none: str = "nothing") -> str:
    """A value for the middle of a sentence: short, on one line."""
    text = " ".join(value.split())
    return f"{text[:39]}…" if len(text) > 40 else text or none


COMMENT = always(info("only people read the comment"))


def include(expected: Any, actual: Any) -> Iterator[Harm]:
    """Columns that an index holds for queries that need nothing else."""
    gone = shown(", ".join(name for name in expected.include if name not in actual.include), "")
    if gone:
        clause = f"queries that read {gone} from the index alone have to read the table as well"
        yield warning(clause, f"where {gone} is not included")
    else:
        yield info("the index takes more room")
