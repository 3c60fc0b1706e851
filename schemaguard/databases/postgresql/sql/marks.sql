-- One number for all that the catalogue says of a relation, and one for what shapes its rows. A row of the catalogue is
-- told by its place and the transaction that wrote it: what is updated gets another place. Updates in place (statistics
-- of ANALYZE and VACUUM) keep both, and count for nothing here. Relation 0: everything that belongs to no relation.
WITH piece (relation, place, writer, catalogue) AS (
    SELECT oid, ctid, xmin, 1 FROM pg_class WHERE oid >= 16384 AND relkind <> 't'
    UNION ALL
    -- What large values are kept in, where it has options.
    SELECT t.oid, c.ctid, c.xmin, 2 FROM pg_class c JOIN pg_class t ON t.reltoastrelid = c.oid
    WHERE c.relkind = 't' AND c.reloptions IS NOT NULL
    UNION ALL
    SELECT attrelid, ctid, xmin, 0 FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0
    UNION ALL
    SELECT adrelid, ctid, xmin, 3 FROM pg_attrdef
    UNION ALL
    SELECT conrelid, ctid, xmin, CASE contype WHEN 'p' THEN 0 ELSE 4 END FROM pg_constraint WHERE oid >= 16384
    UNION ALL
    SELECT indrelid, ctid, xmin, 5 FROM pg_index WHERE indexrelid >= 16384
    UNION ALL
    -- What enforces a foreign key counts for the table that has the key; for both where it is not as usual.
    SELECT tgrelid, ctid, xmin, 6 FROM pg_trigger WHERE NOT tgisinternal OR tgenabled <> 'O' OR tgparentid <> 0
    UNION ALL
    SELECT o.conrelid, t.ctid, t.xmin, 17 FROM pg_trigger t JOIN pg_constraint o ON o.oid = t.tgconstraint WHERE t.tgisinternal
    UNION ALL
    SELECT polrelid, ctid, xmin, 7 FROM pg_policy
    UNION ALL
    SELECT ev_class, ctid, xmin, 8 FROM pg_rewrite WHERE oid >= 16384
    UNION ALL
    SELECT seqrelid, ctid, xmin, 9 FROM pg_sequence
    UNION ALL
    SELECT inhrelid, ctid, xmin, 10 FROM pg_inherits
    UNION ALL
    SELECT stxrelid, ctid, xmin, 11 FROM pg_statistic_ext
    UNION ALL
    SELECT ftrelid, ctid, xmin, 12 FROM pg_foreign_table
    UNION ALL
    -- What a sequence belongs to.
    SELECT refobjid, ctid, xmin, 13 FROM pg_depend
    WHERE deptype IN ('a', 'i') AND refclassid = 'pg_class'::regclass AND classid = 'pg_class'::regclass AND objsubid = 0
    UNION ALL
    SELECT CASE d.classoid WHEN 'pg_class'::regclass THEN d.objoid
                           WHEN 'pg_constraint'::regclass THEN coalesce((SELECT conrelid FROM pg_constraint WHERE oid = d.objoid), 0)
                           WHEN 'pg_trigger'::regclass THEN coalesce((SELECT tgrelid FROM pg_trigger WHERE oid = d.objoid), 0)
                           WHEN 'pg_policy'::regclass THEN coalesce((SELECT polrelid FROM pg_policy WHERE oid = d.objoid), 0)
                           WHEN 'pg_rewrite'::regclass THEN coalesce((SELECT ev_class FROM pg_rewrite WHERE oid = d.objoid), 0)
                           WHEN 'pg_statistic_ext'::regclass THEN coalesce((SELECT stxrelid FROM pg_statistic_ext WHERE oid = d.objoid), 0)
                           ELSE 0 END, d.ctid, d.xmin, 14
    FROM pg_description d WHERE d.objoid >= 16384
    UNION ALL
    -- Members of extensions, and what goes with one.
    SELECT 0, ctid, xmin, 15 FROM pg_depend WHERE refclassid = 'pg_extension'::regclass
    UNION ALL
    -- Not the types that tables have of their rows, nor arrays.
    SELECT 0, ctid, xmin, 16 FROM pg_type WHERE oid >= 16384 AND typtype <> 'c' AND typcategory <> 'A'
)
SELECT coalesce(i.indrelid, relation), bit_xor(number), bit_xor(shape) FILTER (WHERE i.indrelid IS NULL)
FROM (
    SELECT relation, bit_xor(hashtidextended(place, (now.number - age(writer)) * 64 + catalogue)) AS number,
           bit_xor(hashtidextended(place, now.number - age(writer))) FILTER (WHERE catalogue = 0) AS shape
    FROM piece, (SELECT 100 + age('100'::xid)::bigint AS number) now
    GROUP BY relation
) marked
LEFT JOIN pg_index i ON i.indexrelid = relation
GROUP BY 1
