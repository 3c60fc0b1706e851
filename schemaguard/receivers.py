"""Listens to ``manage.py migrate``, so that the ledger knows what plain Django did."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError
from django.db.migrations import Migration
from django.db.models.signals import post_migrate

from schemaguard import store
from schemaguard.conf import read
from schemaguard.steps.source import MigrationFile

logger = logging.getLogger("schemaguard")


def connect(config: Any) -> None:
    """Called once, when Django is ready. Django sends the signal once per app: ours is enough."""
    post_migrate.connect(record_plan, sender=config, dispatch_uid="schemaguard.record_plan")


def record_plan(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Write what a ``migrate`` has just done into the ledger.

    The migrations have run already: a ledger that cannot be written must not make them look failed.
    """
    from django.conf import settings

    environment = read(getattr(settings, "SCHEMAGUARD", None))[0].environment
    try:
        store.record(using, environment, "migrate", list(_steps(plan)))
    except DatabaseError as error:
        logger.warning("The ledger could not record this run on %r: %s.", using, type(error).__name__)


def _steps(plan: Any) -> Iterator[store.Applied]:
    for migration, backwards in plan or ():
        if isinstance(migration, Migration):
            file = MigrationFile(migration)
            yield store.Applied(
                file.key,
                bool(backwards),
                file.digest if file.text else "",
                str(file.attributes.get("reason") or ""),
                str(file.attributes.get("ticket") or ""),
            )
