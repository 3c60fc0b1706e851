"""Somebody who may write to the database, and knows how the ledger is made: raw statements, triggers removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tests.store.live import ALIAS

RUN, STEP, HEAD = "schemaguard_run", "schemaguard_runstep", "schemaguard_ledgerhead"

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Attacker:
    """Reads and writes the tables as they are."""

    @property
    def connection(self) -> Any:
        return connections[ALIAS]

    def rows(self, table: str) -> Rows:
        """All rows, with raw values."""
        if self.connection.vendor == "mongodb":
            return list(self.connection.database[table].find())
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def put(self, table: str, rows: Rows) -> None:
        """These rows and no others."""
        if self.connection.vendor == "mongodb":
            collection = self.connection.database[table]
            collection.delete_many({})
            if rows:
                collection.insert_many(rows)
            return
        with self.connection.cursor() as cursor:
            self._unchecked(cursor)
            cursor.execute(f"DELETE FROM {table}")
            for row in rows:
                names = ", ".join(self.connection.ops.quote_name(name) for name in row)
                cursor.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values())
                )
            self._checked(cursor)

    def state(self) -> Mapping[str, Rows]:
        """Everything, to go back to."""
        return {table: self.rows(table) for table in (RUN, STEP, HEAD)}

    def restore(self, state: Mapping[str, Rows]) -> None:
        """As it was."""
        for table, rows in state.items():
            self.put(table, rows)

    def _unchecked(self, cursor: Any) -> None:
        if self.connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        elif self.connection.vendor == "mysql":
            cursor.execute("SET foreign_key_checks = 0")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")

    def _checked(self, cursor: Any) -> None:
        if self.connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        elif self.connection.vendor == "mysql":
            cursor.execute("SET foreign_key_checks = 1")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")
