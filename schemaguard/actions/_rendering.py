"""Makes Django's rendering of historical models cheaper, without changing what it makes.

That takes most of the time of a ``migrate``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial

from django.apps import apps
from django.apps.registry import Apps

from schemaguard import garbage


@contextmanager
def cheaper() -> Iterator[None]:
    """For as long as migrations run."""
    with garbage.sparing(), _settled():
        yield


@contextmanager
def _settled() -> Iterator[None]:
    """Let the project's registry keep which models are swappable, while historical models come and go.

    Each foreign key asks for it. Django keeps the answers of all registries in one place, and each change of a
    historical one empties it. Here the project's registry has a place of its own: its ``clear_cache`` empties that by
    the same name, so that it holds no longer than Django wants it to.
    """
    plain = getattr(Apps.get_swappable_settings_name, "__wrapped__", None)
    if plain is None or "get_swappable_settings_name" in vars(apps):
        yield
        return
    vars(apps)["get_swappable_settings_name"] = cache(partial(plain, apps))
    try:
        yield
    finally:
        del vars(apps)["get_swappable_settings_name"]
