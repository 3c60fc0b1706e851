-- The next value of each sequence, with the column it belongs to where there is one.
SELECT s.seqrelid, c.relnamespace, c.relname, d.refobjid, a.attname,
       coalesce(pg_sequence_last_value(s.seqrelid) + s.seqincrement, s.seqstart)
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relnamespace = ANY (%(namespaces)s::oid[])
