"""Keeps e-mails and what is written to caches from going out while migrations are tried."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.mail.backends.base import BaseEmailBackend

from schemaguard.actions._swapped import process_is_ours

#: What of an entry of CACHES shapes keys and times, and works with every backend.
_KEPT = ("KEY_FUNCTION", "KEY_PREFIX", "TIMEOUT", "VERSION")
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
#: More than a migration will write; the default of 300 would forget some of it.
_ENTRIES = 1_000_000


@dataclass
class HeldBack:
    """What did not go out."""

    mails: int = 0
    #: Whether anything was held back at all.
    ours: bool = True

    def notes(self) -> tuple[str, ...]:
        """Sentences for the report."""
        if not self.ours:
            return ("Other work is done in this process, so what migrations mail and write to caches went out.",)
        if not self.mails:
            return ()
        return (f"Not sent: {self.mails} e-mail{'' if self.mails == 1 else 's'} of migrations.",)


_counted = HeldBack()


class Unsent(BaseEmailBackend):
    """Takes e-mails, counts them, and sends none. For every address of every mailer."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """As if they were sent."""
        found = len(list(email_messages))
        _counted.mails += found
        return found


@contextmanager
def held_back() -> Iterator[HeldBack]:
    """Inside, e-mails and what is written to caches go nowhere, as far as Django's settings say where they go.

    Settings belong to the whole process, so nothing is held back where others work in it.
    """
    global _counted  # noqa: PLW0603 - Django makes the backends, and hands nothing on to them
    found = HeldBack(ours=process_is_ours())
    if not found.ours:
        yield found
        return
    before, _counted = _counted, found
    try:
        with _without_mail(), _without_caches():
            yield found
    finally:
        _counted = before


@contextmanager
def _without_mail() -> Iterator[None]:
    """Django 6.1 has a backend for each of MAILERS; before that, and without them, there is one."""
    name = f"{Unsent.__module__}.{Unsent.__qualname__}"
    key = "MAILERS" if hasattr(settings, "MAILERS") else "EMAIL_BACKEND"
    before = getattr(settings, key)
    setattr(settings, key, {alias: {"BACKEND": name} for alias in before} if key == "MAILERS" else name)
    try:
        yield
    finally:
        setattr(settings, key, before)


@contextmanager
def _without_caches() -> Iterator[None]:
    """Each cache is one of its own in the memory of this process, empty at the beginning."""
    live, mark = dict(caches.settings), secrets.token_hex(8)
    instead = {alias: _in_memory(entry, f"{mark} {alias}") for alias, entry in live.items()}
    _forget(live)
    caches.settings.update(instead)
    try:
        yield
    finally:
        for alias in live:
            caches[alias].clear()
        _forget(live)
        caches.settings.update(live)


def _in_memory(entry: dict[str, Any], place: str) -> dict[str, Any]:
    kept = {key: entry[key] for key in _KEPT if key in entry}
    return {**kept, "BACKEND": _MEMORY, "LOCATION": place, "OPTIONS": {"MAX_ENTRIES": _ENTRIES}}


def _forget(aliases: Any) -> None:
    """Make this thread ask the settings again. A cache that nobody has asked for is none."""
    for alias in aliases:
        with suppress(AttributeError):
            del caches[alias]
