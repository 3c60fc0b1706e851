"""Which fields an ORM expression names: shared by rules about checks and generated columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from schemaguard.steps.models import ModelView, column_name


def columns_used(model: ModelView, expression: Any) -> set[str]:
    """The columns of the model's table that the expression reads."""
    names = {name.partition("__")[0] for name in references(expression)}
    return {column_name(name, model.fields[name]) if name in model.fields else name for name in names}


def references(expression: Any) -> Iterator[str]:
    """The fields that an expression names, with their lookups: ``price``, ``created__year``."""
    if isinstance(expression, F):
        named: Any = expression
        yield named.name
    elif isinstance(expression, Q):
        for child in expression.children:
            if isinstance(child, tuple):
                yield child[0]
                yield from references(child[1])
            else:
                yield from references(child)
    elif hasattr(expression, "get_source_expressions"):
        for child in expression.get_source_expressions():
            yield from references(child)


def implies(was: Any, now: Any) -> bool:
    """Whether every row that met ``was`` meets ``now``; False where that cannot be told.

    Known: the same condition, one with fewer parts, and a longer list of values.
    """
    if was == now:
        return True
    held, wanted = _parts(was), _parts(now)
    if held is None or wanted is None:
        return False
    return all(any(_part_implies(old, new) for old in held) for new in wanted)


def _parts(condition: Any) -> list[Any] | None:
    """The conditions that are joined by AND; None for anything else."""
    if not isinstance(condition, Q) or condition.negated:
        return None
    return list(condition.children) if condition.connector == Q.AND or len(condition.children) == 1 else [condition]


def _part_implies(was: Any, now: Any) -> bool:
    if was == now:
        return True
    if not (isinstance(was, tuple) and isinstance(now, tuple)) or was[0] != now[0] or not was[0].endswith("__in"):
        return False
    lists = isinstance(was[1], list | tuple) and isinstance(now[1], list | tuple)
    return lists and all(value in now[1] for value in was[1])
