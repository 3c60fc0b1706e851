"""Which characters a database can hold: reasons are written in any language, and old databases know few."""

from __future__ import annotations

import codecs
from typing import Any

from schemaguard.models import RunStep


def codec(connection: Any) -> str:
    """A codec of Python with the characters of a database, "bmp" for those of two bytes, or nothing: it has all."""
    return _CODECS[connection.vendor](connection) if connection.vendor in _CODECS else ""


def _postgresql(connection: Any) -> str:
    name = _one(connection, "SHOW server_encoding").lower()
    # SQL_ASCII takes and gives any bytes.
    return "" if name in ("utf8", "sql_ascii") else _known(name.replace("win", "cp"))


def _mysql(connection: Any) -> str:
    column = "SELECT character_set_name FROM information_schema.columns WHERE table_schema = DATABASE()"
    name = _one(connection, f"{column} AND table_name = %s AND column_name = 'reason'", RunStep._meta.db_table)
    if name == "utf8mb4":
        return ""
    return "bmp" if name.startswith("utf8") else "ascii"


def _one(connection: Any, query: str, *parameters: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "ascii"


_CODECS = {"postgresql": _postgresql, "mysql": _mysql}
