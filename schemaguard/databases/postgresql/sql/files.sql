-- Tables and indexes: their files, and how often this transaction has read a table from end to end.
SELECT oid, relnamespace, relname, relkind::text, relfilenode,
       CASE WHEN relkind IN ('r', 'm') THEN pg_stat_get_xact_numscans(oid) ELSE 0 END
FROM pg_class
WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'i') AND oid >= 16384
