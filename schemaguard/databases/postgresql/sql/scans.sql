-- How often this transaction has read tables from end to end.
SELECT c.oid, pg_stat_get_xact_numscans(c.oid)
FROM pg_class c
WHERE c.relkind IN ('r', 'm') AND pg_stat_get_xact_numscans(c.oid) > 0
