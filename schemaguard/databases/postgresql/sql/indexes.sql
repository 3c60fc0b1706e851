-- Indexes, those of constraints included.
SELECT i.indexrelid, i.indrelid, c.relname, c.relam, i.indisunique, i.indisvalid, i.indisclustered, i.indisreplident,
       i.indnkeyatts, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text, {nulls_not_distinct},
       c.reloptions::text[],
       CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END,
       CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,
       CASE WHEN i.indexprs IS NOT NULL THEN
           (SELECT array_agg(pg_get_indexdef(i.indexrelid, n, true) ORDER BY n) FROM generate_series(1, i.indnatts) n)
       END,
       CASE WHEN i.indexprs IS NOT NULL THEN
           (SELECT array_agg(a.atttypid::int8 ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid)
       END,
       c.relispartition
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = ANY (%(namespaces)s::oid[]){only i.indrelid}
