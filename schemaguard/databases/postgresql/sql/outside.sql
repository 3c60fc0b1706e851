-- Catalogues of the whole server that this transaction has written to: they stay locked until its end.
SELECT c.relname
FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND l.database = 0 AND l.mode = 'RowExclusiveLock'
  AND c.relname IN ('pg_authid', 'pg_auth_members', 'pg_tablespace', 'pg_parameter_acl', 'pg_subscription',
                    'pg_replication_origin')
ORDER BY 1
