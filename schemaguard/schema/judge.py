"""How much a change matters, what differs, and what that does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from schemaguard.schema.changes import Change
from schemaguard.schema.harms import code, columns, constraints, indexes, tables, types
from schemaguard.schema.harms.base import Deviation, Harm, Kind, always, info, warning
from schemaguard.schema.objects import Column
from schemaguard.schema.weights import Weight
from schemaguard.schema.words import detail

_KINDS: Mapping[type, Kind] = {
    **tables.KINDS,
    **columns.KINDS,
    **constraints.KINDS,
    **indexes.KINDS,
    **code.KINDS,
    **types.KINDS,
}
#: Attributes of several kinds.
_OTHERS: Mapping[str, Deviation] = {"auto_named": always(info("only who chose the name differs"))}
#: Attributes that mean something else to one kind of database.
_BY_VENDOR: Mapping[tuple[str, type, str], Deviation] = {("sqlite", Column, "type"): columns.type_on_sqlite}
_UNKNOWN = always(warning("nobody has written down yet what this attribute does"))


class Verdict(NamedTuple):
    """What there is to say about a change."""

    weight: Weight
    #: What differs, on one line.
    detail: str
    #: What it does to an application or to rows, in a sentence or two.
    effect: str


def judge(change: Change, *, left_is_truth: bool, vendor: str = "") -> Verdict:
    """Judge a change from left to right. ``left_is_truth``: the left is what migrations expect, the right is live.

    Otherwise each side is judged as if the other were the truth, and the worse weight counts. ``vendor``: the kind of
    both databases, where they are of one.
    """
    harms = [harm for group in _groups(change, vendor, both=not left_is_truth) for harm in group]
    weight = max((harm.weight for harm in harms), key=lambda weight: weight.rank, default=Weight.INFO)
    told = (harm for harm in dict.fromkeys(harms) if harm.weight is not Weight.INFO or weight is Weight.INFO)
    return Verdict(weight, detail(change), " ".join(_sentences(told, with_side=not left_is_truth)))


def _groups(change: Change, vendor: str, *, both: bool) -> Iterator[list[Harm]]:
    """The harms of each attribute; of both directions only the worst."""
    if change.action != "alter":
        yield _worst([_presence(change), _presence(change.inverse())]) if both else [_presence(change)]
        return
    kind = _KINDS[type(change.subject)]
    for field in change.fields():
        usual = kind.fields.get(field) or _OTHERS.get(field, _UNKNOWN)
        deviation = _BY_VENDOR.get((vendor, type(change.subject), field), usual)
        harms = list(deviation(change.before, change.after))
        yield _worst([*harms, *deviation(change.after, change.before)]) if both else harms


def _worst(harms: list[Harm]) -> list[Harm]:
    rank = max((harm.weight.rank for harm in harms), default=0)
    return [harm for harm in harms if harm.weight.rank == rank]


def _presence(change: Change) -> Harm:
    """What happens on the right to an application made for the left."""
    kind = _KINDS[type(change.subject)]
    if change.after is None:
        return kind.missing(change.before)._replace(where="where it is missing")
    return kind.surplus(change.after)._replace(where="where it is there")


def _sentences(harms: Iterable[Harm], *, with_side: bool) -> Iterator[str]:
    """The heaviest first."""
    for harm in sorted(harms, key=lambda harm: -harm.weight.rank):
        text = f"{harm.where}, {harm.clause}" if with_side and harm.where else harm.clause
        yield f"{text[0].upper()}{text[1:]}."
