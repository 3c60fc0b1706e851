"""Listens to ``manage.py migrate``, so that the ledger knows what plain Django does."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models.signals import post_migrate, pre_migrate

from schemaguard import store

logger = logging.getLogger("schemaguard")

#: What is being recorded, by the alias of the database.
_recordings: dict[str, Any] = {}


def connect(config: Any) -> None:
    """Called once, when Django is ready. Django sends the signals once per app: ours is enough."""
    pre_migrate.connect(begin, sender=config, dispatch_uid="schemaguard.begin")
    post_migrate.connect(end, sender=config, dispatch_uid="schemaguard.end")


def begin(using: str, plan: Any = (), **kwargs: Any) -> None:
    """A ``migrate`` is about to run. A ledger that cannot be written must not keep it from doing so."""
    if store.is_quiet():
        return
    from schemaguard.actions._record import Recording

    try:
        _recordings[using] = Recording.begin(using, plan or ())
    except Exception as error:  # noqa: BLE001 - migrate runs on, whatever is wrong with the ledger.
        _warn(using, error)


def end(using: str, **kwargs: Any) -> None:
    """It has run; or this is ``flush``, which sends this signal only."""
    recording = _recordings.pop(using, None)
    if recording is None or store.is_quiet():
        return
    try:
        recording.end()
    except Exception as error:  # noqa: BLE001
        _warn(using, error)


def _warn(alias: str, error: Exception) -> None:
    logger.warning("The ledger could not record this run on %r: %s.", alias, type(error).__name__)
