"""Where the tables of schemaguard are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections, models, router
from django.utils import timezone


def home_of(kept: type[models.Model]) -> str | None:
    """The alias that holds this table, which is where routers say, or None where it is not there yet."""
    alias = router.db_for_write(kept)
    return alias if tables_of(connections[alias]) >= {kept._meta.db_table} else None


def tables_of(connection: Any) -> set[str]:
    """The names of all tables; a database that is not there yet is not made by looking."""
    return set(connection.introspection.table_names()) if is_there(connection) else set()


def is_there(connection: Any) -> bool:
    """Whether to connect changes nothing: SQLite would make a file that does not exist."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return True
    name = str(connection.settings_dict["NAME"])
    return name.startswith("file:") or Path(name).is_file()


def in_words(moment: datetime) -> str:
    """A time in words, in UTC where the project knows time zones."""
    zone = " UTC" if timezone.is_aware(moment) else ""
    return f"{moment:%Y-%m-%d %H:%M}{zone}"
