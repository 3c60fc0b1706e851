-- Relations whose definitions name one of these, or a column of it; NULL where something else does: a function, a
-- publication.
WITH changed AS (
    SELECT 'pg_class'::regclass::oid AS catalogue, unnest(%(only)s::oid[]) AS oid
    UNION ALL
    SELECT 'pg_type'::regclass::oid, unnest(ARRAY[oid, typarray]) FROM pg_type WHERE typrelid = ANY (%(only)s::oid[])
), dependent AS (
    SELECT DISTINCT d.classid, d.objid
    FROM changed c
    JOIN pg_depend d ON d.refclassid = c.catalogue AND d.refobjid = c.oid
                    AND NOT (d.classid = 'pg_type'::regclass AND d.deptype = 'i')
)
SELECT CASE d.classid
           WHEN 'pg_class'::regclass THEN d.objid
           WHEN 'pg_attrdef'::regclass THEN (SELECT adrelid FROM pg_attrdef WHERE oid = d.objid)
           WHEN 'pg_constraint'::regclass THEN (SELECT nullif(conrelid, 0) FROM pg_constraint WHERE oid = d.objid)
           WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite WHERE oid = d.objid)
           WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = d.objid)
           WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = d.objid)
           WHEN 'pg_statistic_ext'::regclass THEN (SELECT stxrelid FROM pg_statistic_ext WHERE oid = d.objid)
       END
FROM dependent d
