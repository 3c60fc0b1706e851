-- Deptype a: serial, or OWNED BY; i: identity.
SELECT s.seqrelid, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       CASE WHEN d.deptype = 'a' THEN 'nextval(' || quote_literal(s.seqrelid::regclass::text) || '::regclass)' END, d.refobjid, d.refobjsubid
FROM pg_sequence s
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
WHERE true{only s.seqrelid, d.refobjid}
