-- Foreign keys: the table that has it and the columns, the table it leads to and the columns, and the types of these.
WITH RECURSIVE root AS (
    SELECT oid AS part, oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    UNION ALL
    SELECT i.inhrelid, r.oid FROM root r JOIN pg_inherits i ON i.inhparent = r.part JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
)
SELECT s.oid, ARRAY(SELECT attname::text FROM unnest(o.conkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_attribute ON attrelid = o.conrelid AND attnum = k.number ORDER BY k.place),
       t.oid, ARRAY(SELECT attname::text FROM unnest(o.confkey) WITH ORDINALITY AS k (number, place)
                    JOIN pg_attribute ON attrelid = o.confrelid AND attnum = k.number ORDER BY k.place),
       ARRAY(SELECT format_type(atttypid, NULL) FROM unnest(o.confkey) WITH ORDINALITY AS k (number, place)
             JOIN pg_attribute ON attrelid = o.confrelid AND attnum = k.number ORDER BY k.place)
FROM pg_constraint o
JOIN root s ON s.part = o.conrelid
JOIN root t ON t.part = o.confrelid
WHERE o.contype = 'f' AND o.conparentid = 0 AND NOT {period}
