"""Walking large tables in data migrations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

BATCH_SIZE = 1000


def in_batches(rows: QuerySet[Any], size: int = BATCH_SIZE) -> Iterator[list[Any]]:
    """Yield the rows in lists of at most ``size``, in the order of their primary keys.

    Each batch is a query of its own that starts after the last key seen. So the caller may change
    the rows, even in a way that takes them out of ``rows``, and nothing is skipped or seen twice.
    """
    ordered = rows.order_by("pk")
    batch = list(ordered[:size])
    while batch:
        yield batch
        batch = list(ordered.filter(pk__gt=batch[-1].pk)[:size])
