"""What stands in the way on a PostgreSQL server: manual, "The Cumulative Statistics System" and "System Views"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemaguard.databases.postgresql.quoting import literal, quoted
from schemaguard.databases.probing import Broken, CannotTell, Counter, Replica, Session
from schemaguard.databases.probing_sql import full_name

if TYPE_CHECKING:
    from schemaguard.databases.postgresql.probing import PostgreSQLProber

#: What only some roles see: of other roles' sessions nothing but the process is shown to the rest.
_SEES_ALL = "pg_has_role('pg_read_all_stats', 'USAGE') OR current_setting('is_superuser') = 'on'"
#: The last values that types of sequences and columns hold.
_LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def sessions(prober: PostgreSQLProber, tables: Sequence[str]) -> tuple[Session, ...]:
    """Open transactions, the oldest first: all by the same clock, for the query itself takes time."""
    names = ", ".join(f"{literal(prober.table(table))}::regclass::oid" for table in tables) or "0"
    held = f"(SELECT string_agg(DISTINCT l.relation::regclass::text, ',') FROM pg_locks l WHERE l.relation IN ({names})"
    rows = prober.rows(
        "SELECT 'pid ' || a.pid, coalesce(nullif(a.application_name, ''), a.usename::text, ''), coalesce(a.state, ''),"
        " extract(epoch FROM statement_timestamp() - a.xact_start)::float8,"
        f" {held} AND l.pid = a.pid AND l.granted), false FROM pg_stat_activity a"
        " WHERE a.xact_start IS NOT NULL AND a.pid <> pg_backend_pid() AND a.datname = current_database()"
        " UNION ALL SELECT 'prepared transaction ' || p.gid, p.owner::text, 'prepared',"
        " extract(epoch FROM statement_timestamp() - p.prepared)::float8,"
        f" {held} AND l.virtualtransaction = '-1/' || p.transaction::text), true"
        " FROM pg_prepared_xacts p WHERE p.database = current_database() ORDER BY 4 DESC",
        prober.seconds,
    )
    return tuple(
        Session(
            who=f"{who} ({', '.join(part for part in (name, state) if part)})",
            seconds=max(0.0, float(seconds)),
            tables=tuple(sorted((held or "").split(","))) if held else (),
            prepared=prepared,
            idle=state.startswith("idle"),
        )
        for who, name, state, seconds, held, prepared in rows
    )


def replicas(prober: PostgreSQLProber) -> tuple[Replica, ...]:
    """Standbys, and slots of standbys that are away: the server keeps what these have not read."""
    ((sees_all, standby),) = prober.rows(f"SELECT {_SEES_ALL}, pg_is_in_recovery()", prober.seconds)
    if standby:
        raise CannotTell("this server is a standby itself, and cannot be written to")
    followers = prober.rows(
        "SELECT coalesce(nullif(application_name, ''), 'pid ' || pid), extract(epoch FROM replay_lag)::float8,"
        " pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint, state FROM pg_stat_replication ORDER BY 1",
        prober.seconds,
    )
    slots = prober.rows(
        "SELECT slot_name::text, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"
        " FROM pg_replication_slots WHERE NOT active AND NOT temporary ORDER BY 1",
        prober.seconds,
    )
    if followers and not sees_all:
        text = f"{len(followers)} servers follow, and how far they are behind is hidden. Grant pg_monitor to see it"
        raise CannotTell(text)
    return (
        *(
            Replica(name, None if lag is None else max(0.0, lag), None if behind is None else int(behind))
            for name, lag, behind, state in followers
        ),
        *(Replica(name, None, int(kept or 0), "its replication slot is not read by anybody") for name, kept in slots),
    )


def counters(prober: PostgreSQLProber) -> tuple[Counter, ...]:
    """Sequences of columns: the type of the column may end before the sequence does.

    Where the user may not read a sequence, the server shows no last number, as of one that was never used.
    """
    rows = prober.rows(
        "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, NULL), s.schemaname, s.sequencename,"
        " s.last_value, s.max_value, s.cycle, n.nspname = current_schema(),"
        " NOT has_sequence_privilege(q.oid, 'SELECT, USAGE') FROM pg_sequences s"
        " JOIN pg_class q ON q.relname = s.sequencename"
        " JOIN pg_namespace qn ON qn.oid = q.relnamespace AND qn.nspname = s.schemaname"
        " LEFT JOIN pg_depend d ON d.objid = q.oid AND d.classid = 'pg_class'::regclass"
        " AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0"
        " LEFT JOIN pg_class c ON c.oid = d.refobjid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace"
        " LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
        " WHERE s.increment_by > 0 AND (s.last_value IS NOT NULL OR NOT has_sequence_privilege(q.oid, 'SELECT, USAGE'))"
        " ORDER BY 1, 2, 3, 5, 6",
        prober.seconds,
    )
    found = []
    for schema, table, column, kind, sequence_schema, sequence, last, most, cycles, own, hidden in rows:
        limit = min(int(most), _LIMITS.get(kind, int(most)))
        if cycles and limit == int(most):
            continue
        named = f"{'' if own else f'{schema}.'}{table}.{column}" if table else sequence
        what = f"the {kind} column" if table and limit < int(most) else f"the sequence {sequence}"
        query = f"SELECT last_value, max_value FROM pg_sequences WHERE schemaname = {literal(sequence_schema)}"
        query += f" AND sequencename = {literal(sequence)};"
        found.append(Counter(named, int(last or 0), limit, what, query, hidden))
    return tuple(found)


def broken(prober: PostgreSQLProber) -> tuple[Broken, ...]:
    """As the snapshot has them."""
    found = []
    for table in prober.snapshot.all("table"):
        name = full_name(table)
        found += [
            Broken(
                f"{name}.{index.name}",
                name,
                f"The index {index.name} on {name} is invalid: a build that failed has left it behind",
                f"DROP INDEX CONCURRENTLY {quoted(index.name)}; or REINDEX INDEX CONCURRENTLY {quoted(index.name)};",
            )
            for index in table.indexes
            if not index.valid
        ]
        found += [
            Broken(
                f"{name}.{item.name}",
                name,
                f"The constraint {item.name} on {name} was never validated, so older rows may violate it",
                f"ALTER TABLE {prober.table(name)} VALIDATE CONSTRAINT {quoted(item.name)};",
                anywhere=False,
            )
            for item in (*table.checks, *table.foreign_keys)
            if not item.validated
        ]
    return tuple(found)
