-- Tables with rows of their own: oid, schema, name, whether its rows are in partitions, columns that can be written, the primary
-- key, whether values can be sent as the server keeps them (types of our own have other numbers in another database).
SELECT c.oid, n.nspname, c.relname, c.relkind = 'p',
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             AND a.attgenerated = '' ORDER BY a.attnum),
       ARRAY(SELECT a.attname::text FROM pg_constraint o, unnest(o.conkey) WITH ORDINALITY AS k (number, place)
             JOIN pg_attribute a ON a.attnum = k.number WHERE o.conrelid = c.oid AND o.contype = 'p' AND a.attrelid = c.oid
             ORDER BY k.place),
       NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.atttypid >= 16384)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
ORDER BY c.oid
