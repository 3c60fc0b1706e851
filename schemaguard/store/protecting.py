"""Triggers that keep the ledger append-only, where a database has such a thing."""

from __future__ import annotations

import weakref
from typing import Any

from django.db import DatabaseError, InterfaceError, connections, transaction

from schemaguard.databases.connections import close_where_lost, reason
from schemaguard.databases.obstacles import is_full, is_lost
from schemaguard.databases.registry import database
from schemaguard.models import Run, RunStep
from schemaguard.store.ledger import Ledger, project_settings

_TABLES = (Run._meta.db_table, RunStep._meta.db_table)

#: Connections whose ledger was seen to be protected, with the name of their database.
_known: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()


def protect(alias: str) -> tuple[str, ...]:
    """Have the database refuse changes of the ledger. Says why in a sentence where that is not possible.

    Not done by migrations: ``flush``, which ends each TransactionTestCase of a project, could not empty the tables.
    """
    connection: Any = connections[alias]
    name = str(connection.settings_dict["NAME"])
    settings = project_settings()
    if not settings.ledger_triggers or _known.get(connection) == name or Ledger.of(alias) is None:
        return ()
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for statement in database(connection.vendor).append_only(connection, _TABLES):
                cursor.execute(statement)
    except (DatabaseError, InterfaceError) as error:
        close_where_lost(connection, error)
        said = reason(error, connection.settings_dict)
        remedy = (
            "The next run tries it again."
            if is_lost(error) or is_full(error)
            else "Give the right, or set SCHEMAGUARD['LEDGER_TRIGGERS'] to False."
        )
        return (
            f"The ledger of {alias!r} is not protected by triggers: {said} {remedy} Changes are found all the same: "
            "manage.py schemaguard history --verify",
        )
    _known[connection] = name
    return ()
