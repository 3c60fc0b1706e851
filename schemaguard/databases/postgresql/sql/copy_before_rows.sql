-- Statements that make what rows need, in an order that mostly works: (step, oid, statement).
WITH home AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), foreign_to_us AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), numbers AS (
    SELECT s.seqrelid, format(' INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', s.seqincrement, s.seqmin, s.seqmax,
                              s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END) AS clauses
    FROM pg_sequence s
)
SELECT 1 AS step, n.oid, format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS statement
FROM home n WHERE NOT EXISTS (SELECT FROM foreign_to_us WHERE classid = 'pg_namespace'::regclass AND objid = n.oid)
UNION ALL
SELECT 2, e.oid, format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I CASCADE', e.extname, n.nspname)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT 3, c.oid, format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, concat_ws(', ',
           'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
           'lc_collate = ' || quote_literal(CASE WHEN c.collprovider = 'c' THEN c.collcollate END),
           'lc_ctype = ' || quote_literal(CASE WHEN c.collprovider = 'c' THEN c.collctype END),
           'locale = ' || quote_literal(CASE WHEN c.collprovider <> 'c' THEN coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate) END),
           'rules = ' || quote_literal(to_jsonb(c) ->> 'collicurules'), CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END))
FROM pg_collation c JOIN home n ON n.oid = c.collnamespace
WHERE NOT EXISTS (SELECT FROM foreign_to_us WHERE classid = 'pg_collation'::regclass AND objid = c.oid)
UNION ALL
SELECT 4, t.oid, CASE t.typtype
    WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
        (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
    WHEN 'p' THEN format('CREATE TYPE %I.%I', n.nspname, t.typname)
    WHEN 'r' THEN (SELECT format('CREATE TYPE %I.%I AS RANGE (%s)', n.nspname, t.typname, concat_ws(', ',
            'subtype = ' || format_type(r.rngsubtype, NULL),
            'subtype_opclass = ' || (SELECT format('%I.%I', opcnamespace::regnamespace, opcname) FROM pg_opclass WHERE oid = r.rngsubopc),
            'collation = ' || nullif(r.rngcollation, 0)::regcollation, 'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
            'multirange_type_name = ' || r.rngmultitypid::regtype)) FROM pg_range r WHERE r.rngtypid = t.oid)
    WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
        (SELECT string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod),
                                  CASE WHEN attcollation <> y.typcollation THEN format(' COLLATE %s', attcollation::regcollation) END), ', ' ORDER BY attnum)
         FROM pg_attribute JOIN pg_type y ON y.oid = atttypid WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped))
    WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
        CASE WHEN t.typcollation <> b.typcollation THEN format(' COLLATE %s', t.typcollation::regcollation) END,
        ' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typnotnull THEN ' NOT NULL' END,
        (SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), '' ORDER BY conname)
         FROM pg_constraint WHERE contypid = t.oid AND contype = 'c' AND convalidated))
    END
FROM pg_type t
JOIN home n ON n.oid = t.typnamespace
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'r', 'd') OR (t.typtype = 'p' AND NOT t.typisdefined) OR (t.typtype = 'c' AND c.relkind = 'c'))
  AND NOT EXISTS (SELECT FROM foreign_to_us WHERE classid = 'pg_type'::regclass AND objid = t.oid)
UNION ALL
SELECT 5, c.oid, format('CREATE %sSEQUENCE %I.%I AS %s%s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, n.nspname, c.relname,
                        format_type(s.seqtypid, NULL), m.clauses)
FROM pg_class c
JOIN home n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid
JOIN numbers m ON m.seqrelid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('i', 'e'))
UNION ALL
SELECT 6, p.oid, pg_get_functiondef(p.oid)
FROM pg_proc p JOIN home n ON n.oid = p.pronamespace
WHERE p.prokind <> 'a' AND NOT EXISTS (SELECT FROM foreign_to_us WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'i')
UNION ALL
SELECT 7, c.oid, format('CREATE %sTABLE %I.%I (%s)%s%s%s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, n.nspname, c.relname,
    (SELECT string_agg(format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attcollation <> t.typcollation THEN format(' COLLATE %s', a.attcollation::regcollation) END,
                CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
                                                           CASE a.attgenerated WHEN 'v' THEN 'VIRTUAL' ELSE 'STORED' END)
                     WHEN a.attidentity <> '' AND NOT c.relispartition THEN
                         (SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %s%s)',
                                        CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, m.seqrelid::regclass, m.clauses)
                          FROM pg_depend o JOIN numbers m ON m.seqrelid = o.objid
                          WHERE o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid AND o.refobjsubid = a.attnum
                            AND o.classid = 'pg_class'::regclass AND o.deptype = 'i')
                     WHEN a.atthasdef THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
                CASE WHEN a.attnotnull AND {proven} THEN ' NOT NULL' END), ', ' ORDER BY a.attnum)
     FROM pg_attribute a
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END,
    CASE WHEN m.amname <> 'heap' THEN format(' USING %I', m.amname) END, ' WITH (' || array_to_string(c.reloptions, ', ') || ')')
FROM pg_class c
JOIN home n ON n.oid = c.relnamespace
LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM foreign_to_us WHERE classid = 'pg_class'::regclass AND objid = c.oid)
UNION ALL
SELECT 8, i.inhrelid, CASE WHEN c.relispartition
    THEN format('ALTER TABLE %s ATTACH PARTITION %s %s', i.inhparent::regclass, i.inhrelid::regclass, pg_get_expr(c.relpartbound, c.oid))
    ELSE format('ALTER TABLE %s INHERIT %s', i.inhrelid::regclass, i.inhparent::regclass) END
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p')
JOIN home n ON n.oid = c.relnamespace
ORDER BY 1, 2
