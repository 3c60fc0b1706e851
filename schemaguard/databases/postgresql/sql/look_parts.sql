-- Their indexes and constraints. Parameters: names, and the same quoted, twice.
SELECT wanted.name, ic.relname, 'index', i.indisunique, i.indisvalid AND i.indisready,
       ARRAY(
           SELECT coalesce(a.attname, '')
           FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (number, place)
           LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0
           ORDER BY k.place
       )::text[]
FROM unnest(%s::text[], %s::text[]) AS wanted (name, quoted)
JOIN pg_index AS i ON i.indrelid = to_regclass(wanted.quoted)
JOIN pg_class AS ic ON ic.oid = i.indexrelid
UNION ALL
SELECT wanted.name, o.conname, o.contype::text, o.contype IN ('p', 'u'), o.convalidated,
       ARRAY(
           SELECT a.attname
           FROM unnest(o.conkey) WITH ORDINALITY AS k (number, place)
           JOIN pg_attribute AS a ON a.attrelid = o.conrelid AND a.attnum = k.number
           ORDER BY k.place
       )::text[]
FROM unnest(%s::text[], %s::text[]) AS wanted (name, quoted)
JOIN pg_constraint AS o ON o.conrelid = to_regclass(wanted.quoted) AND o.contype IN ('p', 'u', 'f', 'c', 'x')
