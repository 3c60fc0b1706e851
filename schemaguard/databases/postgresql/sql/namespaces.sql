-- Schemas that are not the server's own.
SELECT oid, nspname, nspname = current_schema()
FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
