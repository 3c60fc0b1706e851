-- What stands before the name of a relation in each schema that is not the server's own.
SELECT oid, CASE WHEN nspname = ANY (current_schemas(false)) THEN '' ELSE nspname || '.' END
FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
