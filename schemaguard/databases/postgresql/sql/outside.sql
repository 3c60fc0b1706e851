-- What this transaction has changed of the whole server. Its catalogues stay locked until the end. In two of them are
-- rows of this database as well: there rows of others count, which this transaction or a later one has written.
WITH mine AS MATERIALIZED (
    SELECT c.relname::text AS name
    FROM pg_locks l
    JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.database = 0 AND l.mode = 'RowExclusiveLock'
),
this AS MATERIALIZED (
    SELECT oid, age(pg_current_xact_id_if_assigned()::xid) AS age
    FROM pg_database
    WHERE datname = current_database()
)
SELECT name
FROM mine
WHERE name IN ('pg_authid', 'pg_auth_members', 'pg_tablespace', 'pg_parameter_acl', 'pg_subscription',
               'pg_replication_origin')
   OR name = 'pg_database' AND EXISTS (
          SELECT FROM pg_database d, this WHERE d.oid <> this.oid AND age(d.xmin) <= this.age)
   OR name = 'pg_db_role_setting' AND EXISTS (
          SELECT FROM pg_db_role_setting s, this WHERE s.setdatabase <> this.oid AND age(s.xmin) <= this.age)
ORDER BY 1
