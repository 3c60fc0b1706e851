"""By which algorithm and with which lock MySQL is ready to change a table, and whether it writes all rows anew."""

from __future__ import annotations

from typing import Any

from tests.databases.measure_mariadb import accepts, run

#: INSTANT cannot be asked for together with a lock: error 1221.
WAYS = (("instant", ""), *((algorithm, lock) for algorithm in ("inplace", "copy") for lock in ("none", "shared")))


def cheapest(connection: Any, sql: str) -> tuple[str, str]:
    """The first algorithm, and with it the weakest lock, that the server accepts. The statement is then done."""
    separator = ", " if sql.startswith("ALTER") else " "
    for algorithm, lock in WAYS:
        clauses = [f"ALGORITHM={algorithm}"] + ([f"LOCK={lock}"] if lock else [])
        if accepts(connection, separator.join([sql, *clauses])):
            return algorithm, lock or "none"
    raise AssertionError(f"{sql} is not accepted in any way")


def identities(connection: Any) -> dict[str, int]:
    """The number of each table, which changes when the table is built anew."""
    rows = run(
        connection,
        "SELECT name, table_id FROM information_schema.innodb_tables WHERE name LIKE concat(database(), '/%')",
    )
    return dict(rows)


def is_rebuilt(before: dict[str, int], after: dict[str, int]) -> bool:
    """Whether a table that is still there is another one now."""
    return any(name in after and after[name] != number for name, number in before.items() if "/fts_" not in name)
