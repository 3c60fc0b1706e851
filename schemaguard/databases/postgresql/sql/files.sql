-- Tables and indexes: their files, and how often this transaction has read a table from end to end.
SELECT c.oid, CASE WHEN n.nspname = ANY (current_schemas(false)) THEN c.relname ELSE n.nspname || '.' || c.relname END,
       c.relkind::text, i.indrelid, c.relfilenode,
       pg_stat_get_xact_numscans(c.oid)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
