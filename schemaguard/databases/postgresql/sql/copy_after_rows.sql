-- Statements that make what stands on rows: (step, oid, statement). What an extension or a parent brings is left out.
WITH home AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), ours AS (
    SELECT c.oid::regclass AS name, c.* FROM pg_class c JOIN home n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
)
SELECT 1 AS step, d.objid AS oid, format('ALTER SEQUENCE %s OWNED BY %s.%I', d.objid::regclass, d.refobjid::regclass, a.attname) AS statement
FROM pg_depend d
JOIN pg_sequence s ON s.seqrelid = d.objid
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
UNION ALL
SELECT CASE o.contype WHEN 'f' THEN 4 ELSE 2 END, o.oid,
       CASE WHEN o.contypid <> 0 THEN format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', o.contypid::regtype, o.conname, pg_get_constraintdef(o.oid))
            ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', o.conrelid::regclass, o.conname, pg_get_constraintdef(o.oid)) END
FROM pg_constraint o
WHERE (o.conrelid IN (SELECT oid FROM ours WHERE relkind IN ('r', 'p')) AND o.conparentid = 0 AND o.conislocal
       AND (o.contype IN ('p', 'u', 'x', 'c', 'f') OR (o.contype = 'n' AND NOT {proven_constraint})))
   OR (o.contypid <> 0 AND o.contype = 'c' AND NOT o.convalidated)
UNION ALL
-- For a partitioned table the server writes ONLY, which leaves the index unfinished.
SELECT 3, i.indexrelid, CASE c.relkind WHEN 'I' THEN regexp_replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') ELSE pg_get_indexdef(i.indexrelid) END
FROM pg_index i
JOIN ours c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'p')
WHERE NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 5, c.oid, CASE c.relkind WHEN 'v'
    THEN format('CREATE VIEW %s%s AS %s', c.name, ' WITH (' || array_to_string(c.reloptions, ', ') || ')', pg_get_viewdef(c.oid))
    ELSE format('CREATE MATERIALIZED VIEW %s%s AS %s WITH %sDATA', c.name, ' WITH (' || array_to_string(c.reloptions, ', ') || ')',
                rtrim(pg_get_viewdef(c.oid), ';'), CASE WHEN NOT c.relispopulated THEN 'NO ' END) END
FROM ours c WHERE c.relkind IN ('v', 'm')
UNION ALL
SELECT 6, i.indexrelid, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN ours t ON t.oid = i.indrelid AND t.relkind = 'm'
UNION ALL
SELECT 6, a.attrelid, format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', c.name, a.attname, pg_get_expr(d.adbin, d.adrelid))
FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind = 'v'
UNION ALL
SELECT 7, a.attrelid, format('ALTER TABLE %s ALTER COLUMN %I %s', c.name, a.attname, what)
FROM ours c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid,
LATERAL unnest(ARRAY[
    CASE WHEN a.attstorage <> t.typstorage THEN 'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
    CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END,
    'SET STATISTICS ' || nullif(a.attstattarget, -1),
    'SET (' || array_to_string(array_remove(a.attoptions, (SELECT o FROM unnest(a.attoptions) o WHERE o LIKE 'pg\_attver=%')), ', ') || ')'
]) AS what
WHERE c.relkind IN ('r', 'p', 'm') AND what IS NOT NULL AND what <> 'SET ()'
UNION ALL
SELECT 7, c.oid, format('ALTER TABLE %s %s', c.name, what)
FROM ours c
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisreplident
LEFT JOIN pg_index k ON k.indrelid = c.oid AND k.indisclustered,
LATERAL unnest(ARRAY[
    CASE c.relreplident WHEN 'n' THEN 'REPLICA IDENTITY NOTHING' WHEN 'f' THEN 'REPLICA IDENTITY FULL'
                        WHEN 'i' THEN format('REPLICA IDENTITY USING INDEX %I', (SELECT relname FROM pg_class WHERE oid = i.indexrelid)) END,
    'CLUSTER ON ' || quote_ident((SELECT relname FROM pg_class WHERE oid = k.indexrelid)),
    'SET (' || (SELECT string_agg('toast.' || o, ', ') FROM unnest(t.reloptions) o) || ')',
    CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END, CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END
]) AS what
WHERE c.relkind IN ('r', 'p') AND what IS NOT NULL
UNION ALL
SELECT 7, c.oid, format('ALTER INDEX %s SET (%s)', c.name, array_to_string(c.reloptions, ', '))
FROM ours c JOIN pg_constraint o ON o.conindid = c.oid AND o.contype IN ('p', 'u', 'x') WHERE c.reloptions IS NOT NULL AND NOT c.relispartition
UNION ALL
SELECT 8, t.oid, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN ours c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgname <> 'schemaguard_append_only'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_trigger'::regclass AND objid = t.oid AND deptype = 'e')
UNION ALL
SELECT 9, t.oid, format('ALTER TABLE %s %s TRIGGER %I', c.name, CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
FROM pg_trigger t JOIN ours c ON c.oid = t.tgrelid WHERE t.tgenabled <> 'O' AND NOT t.tgisinternal AND t.tgname <> 'schemaguard_append_only'
UNION ALL
SELECT 8, r.oid, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN ours c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT 9, r.oid, format('ALTER TABLE %s %s RULE %I', c.name, CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, r.rulename)
FROM pg_rewrite r JOIN ours c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND r.ev_enabled <> 'O'
UNION ALL
SELECT 8, p.oid, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.polname, c.name, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    coalesce((SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles WHERE oid = ANY (p.polroles)), 'PUBLIC'),
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
FROM pg_policy p JOIN ours c ON c.oid = p.polrelid
UNION ALL
SELECT 8, s.oid, pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN ours c ON c.oid = s.stxrelid
UNION ALL
SELECT 9, s.oid, format('ALTER STATISTICS %I.%I SET STATISTICS %s', s.stxnamespace::regnamespace, s.stxname, s.stxstattarget)
FROM pg_statistic_ext s JOIN ours c ON c.oid = s.stxrelid WHERE s.stxstattarget >= 0
UNION ALL
SELECT 10, d.objoid, format('COMMENT ON %s IS %L', CASE
        WHEN i.type = 'table constraint' THEN format('CONSTRAINT %I ON %s', o.conname, o.conrelid::regclass)
        WHEN i.type = 'domain constraint' THEN format('CONSTRAINT %I ON DOMAIN %s', o.conname, o.contypid::regtype)
        WHEN i.type = 'trigger' THEN format('TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
        WHEN i.type = 'rule' THEN format('RULE %I ON %s', r.rulename, r.ev_class::regclass)
        WHEN i.type = 'policy' THEN format('POLICY %I ON %s', p.polname, p.polrelid::regclass)
        WHEN i.type LIKE '% column' THEN 'COLUMN ' || i.identity
        WHEN i.type IN ('composite type') THEN 'TYPE ' || i.identity
        WHEN i.type = 'statistics object' THEN 'STATISTICS ' || i.identity
        ELSE upper(i.type) || ' ' || i.identity END, d.description)
FROM pg_description d
CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
LEFT JOIN pg_constraint o ON d.classoid = 'pg_constraint'::regclass AND o.oid = d.objoid
LEFT JOIN pg_trigger t ON d.classoid = 'pg_trigger'::regclass AND t.oid = d.objoid
LEFT JOIN pg_rewrite r ON d.classoid = 'pg_rewrite'::regclass AND r.oid = d.objoid
LEFT JOIN pg_policy p ON d.classoid = 'pg_policy'::regclass AND p.oid = d.objoid
WHERE d.objoid >= 16384 AND d.classoid <> 'pg_extension'::regclass
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
UNION ALL
SELECT 11, e.oid, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
    ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(e.evttags) tag) || ')', e.evtfoid::regproc)
FROM pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = e.oid AND deptype = 'e')
UNION ALL
SELECT 12, e.oid, format('ALTER EVENT TRIGGER %I %s', e.evtname, CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END)
FROM pg_event_trigger e WHERE e.evtenabled <> 'O'
ORDER BY 1, 2
