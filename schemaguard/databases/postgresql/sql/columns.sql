-- Columns of tables, views and row types; of indexes only those with something of their own. Nulls are the usual.
-- Only generated columns name other columns: for a default the server need not open the table, which is slow.
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, nullif(a.attidentity, ''),
       nullif(a.attgenerated, ''), nullif(a.attcollation, t.typcollation),
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, nullif(a.attcompression, ''), {statistics},
       CASE WHEN {own_options} THEN a.attoptions END, a.attfdwoptions,
       CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END) END
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
WHERE a.attnum > 0 AND c.relnamespace = ANY (%(namespaces)s::oid[]){only near c.oid}
  AND (c.relkind IN ('r', 'p', 'f', 'm', 'c', 'v')
       OR (c.relkind IN ('i', 'I') AND ({own_options} OR {statistics} IS NOT NULL)))
ORDER BY a.attrelid, a.attnum
