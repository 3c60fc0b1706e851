"""What stands in the way on a MySQL or MariaDB server: information_schema and performance_schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from schemaguard.databases.mysql.type_names import read
from schemaguard.databases.probing import CannotTell, Counter, Disk, Replica, Session

if TYPE_CHECKING:
    from schemaguard.databases.mysql.probing import MySQLProber

_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "bigint": 64}
_FLOATS = {"float": 2**24, "double precision": 2**53}


def sessions(prober: MySQLProber, tables: Sequence[str]) -> tuple[Session, ...]:
    """Open transactions, the oldest first. Who holds metadata locks is known where the server keeps account of them."""
    try:
        rows = prober.rows(
            "SELECT t.trx_mysql_thread_id, TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), p.user, p.command"
            " FROM information_schema.innodb_trx t"
            " LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
            " WHERE t.trx_mysql_thread_id <> CONNECTION_ID() AND (p.db = DATABASE() OR p.id IS NULL)"
            " ORDER BY 2 DESC, 1",
            prober.seconds,
        )
    except CannotTell as error:
        raise CannotTell("transactions of others are hidden; grant PROCESS to see them") from error
    held = _held(prober, tables)
    return tuple(
        Session(
            who=f"connection {number} ({user}, {'idle' if command == 'Sleep' else str(command).lower()})"
            if number and user
            else "an XA transaction that is prepared",
            seconds=float(seconds or 0),
            tables=held.get(int(number or 0), ()),
            prepared=not number or not user,
            idle=command == "Sleep",
        )
        for number, seconds, user, command in rows
    )


def _held(prober: MySQLProber, tables: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Tables by connection, where metadata locks can be seen."""
    if prober.snapshot.flavour == "mariadb":
        sql = "SELECT thread_id, table_name FROM information_schema.metadata_lock_info WHERE table_schema = DATABASE()"
    else:
        sql = (
            "SELECT t.processlist_id, m.object_name FROM performance_schema.metadata_locks m"
            " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
            " WHERE m.object_type = 'TABLE' AND m.object_schema = DATABASE() AND m.lock_status = 'GRANTED'"
        )
    try:
        rows = prober.rows(sql, prober.seconds)
    except CannotTell:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for number, table in sorted((int(number or 0), str(table)) for number, table in rows):
        if table in tables and table not in found.get(number, ()):
            found[number] = (*found.get(number, ()), table)
    return found


def replicas(prober: MySQLProber) -> tuple[Replica, ...]:
    """Those that are registered; and this server, where it follows another one itself."""
    try:
        followers = prober.rows("SHOW REPLICA HOSTS" if _is_mariadb(prober) else "SHOW REPLICAS", prober.seconds)
    except CannotTell as error:
        raise CannotTell("replicas are hidden; grant REPLICATION SLAVE (MariaDB: REPLICATION MASTER ADMIN)") from error
    return tuple(Replica(f"server {row[0]}") for row in followers)


def counters(prober: MySQLProber) -> tuple[Counter, ...]:
    """The next number is known; the last one given is the one before it. MySQL stays at the last of all."""
    hint = "" if _is_mariadb(prober) else "/*+ SET_VAR(information_schema_stats_expiry = 0) */ "
    rows = prober.rows(
        f"SELECT {hint}t.table_name, c.column_name, c.column_type, t.auto_increment FROM information_schema.tables t"
        " JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name"
        " WHERE t.table_schema = DATABASE() AND t.auto_increment IS NOT NULL AND c.extra LIKE '%auto_increment%'"
        " ORDER BY 1, 2",
        prober.seconds,
    )
    return tuple(_counter(prober, *row) for row in rows)


def _counter(prober: MySQLProber, table: str, column: str, kind: Any, following: int) -> Counter:
    text = kind.decode() if isinstance(kind, bytes) else str(kind)
    known = read(text)
    bits = _BITS.get(known.name, 64)
    limit = _FLOATS.get(known.name) or (2**bits - 1 if known.unsigned else 2 ** (bits - 1) - 1)
    query = (
        "SELECT auto_increment FROM information_schema.tables"
        f" WHERE table_schema = DATABASE() AND table_name = {prober.literal(table)};"
    )
    last = int(following) - 1
    if last + 1 >= limit:
        ((most,),) = prober.rows(f"SELECT MAX({prober.quoted(column)}) FROM {prober.quoted(table)}", prober.seconds)
        last = max(last, int(most or 0)) if last < limit else limit
    return Counter(f"{table}.{column}", last, limit, f"the {text} column", query)


def disk(prober: MySQLProber) -> Disk | None:
    """MariaDB's plugin "disks" tells; nothing in MySQL does."""
    if not _is_mariadb(prober):
        raise CannotTell("MySQL has no function that says how much room is free; look on the server: df")
    try:
        rows = prober.rows(
            "SELECT available, total FROM information_schema.disks WHERE"
            " @@datadir LIKE CONCAT(path, '%') ORDER BY LENGTH(path) DESC LIMIT 1",
            prober.seconds,
        )
    except CannotTell as error:
        raise CannotTell("MariaDB tells with its plugin: INSTALL SONAME 'disks'; or look on the server: df") from error
    if not rows:
        raise CannotTell("the server does not say on which disk its data is")
    return Disk(int(rows[0][0]) * 1024, int(rows[0][1]) * 1024)


def _is_mariadb(prober: MySQLProber) -> bool:
    return prober.snapshot.flavour == "mariadb"
