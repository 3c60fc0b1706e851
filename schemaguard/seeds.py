"""Lets a project say how its tables get rows in a rehearsal.

Write functions in a module that ``SCHEMAGUARD["REHEARSAL"]["SEEDS"]`` names::

    from schemaguard.seeds import seed

    @seed("shop.Order")
    def orders(apps, alias):
        apps.get_model("shop", "Order").objects.using(alias).create(number="A-1")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[[Any, str], object])

#: Where a function keeps what it is for.
ATTRIBUTE = "schemaguard_seeds"


def seed(label: str) -> Callable[[F], F]:
    """Mark a function that writes rows. It is called with the historical apps and the alias of the database.

    ``"app.Model"``: when the model's table has fewer than two rows. ``"app.0007_migration"``: after that migration.
    A function can be marked more than once.
    """
    if label.count(".") != 1 or not all(label.split(".")):
        raise ValueError(f"@seed() takes 'app.Model' or 'app.0007_migration', not {label!r}.")

    def mark(function: F) -> F:
        setattr(function, ATTRIBUTE, (*getattr(function, ATTRIBUTE, ()), label))
        return function

    return mark
