-- What is rare: catalogue, oid, kind, namespace, name, definition. to_jsonb hides that columns came and went with versions.
-- Functions and operators with their arguments: bare names are spelled otherwise as soon as there are two of that name.
SELECT 'pg_event_trigger', e.oid, 'event trigger', 0::oid, e.evtname::text,
       concat_ws(' ', 'ON', e.evtevent, 'WHEN TAG IN (' || array_to_string(e.evttags, ', ') || ')', 'EXECUTE', e.evtfoid::regprocedure,
                 CASE e.evtenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END)
FROM pg_event_trigger e
UNION ALL
SELECT 'pg_publication', p.oid, 'publication', 0, p.pubname,
       concat_ws(', ', CASE WHEN p.puballtables THEN 'all tables' END, CASE WHEN p.pubinsert THEN 'insert' END,
                 CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
                 CASE WHEN p.pubtruncate THEN 'truncate' END, CASE WHEN p.pubviaroot THEN 'via root' END,
                 'generated ' || nullif(to_jsonb(p) ->> 'pubgencols', 'n'),
                 (SELECT string_agg('table ' || r.prrelid::regclass
                || coalesce(' columns ' || {publication_columns}, '')
                            || coalesce(' where ' || pg_get_expr({publication_condition}, r.prrelid), ''),
                            ', ' ORDER BY r.prrelid::regclass::text)
                  FROM pg_publication_rel r WHERE r.prpubid = p.oid){publication_schemas})
FROM pg_publication p
UNION ALL
SELECT 'pg_foreign_data_wrapper', w.oid, 'foreign data wrapper', 0, w.fdwname,
       concat_ws(', ', 'handler ' || nullif(w.fdwhandler, 0)::regprocedure, 'validator ' || nullif(w.fdwvalidator, 0)::regprocedure,
                 'options ' || (SELECT string_agg(split_part(o, '=', 1), ' ' ORDER BY o) FROM unnest(w.fdwoptions) o))
FROM pg_foreign_data_wrapper w
UNION ALL
-- Values of options may be secrets: only their names count.
SELECT 'pg_foreign_server', s.oid, 'foreign server', 0, s.srvname,
       concat_ws(', ', 'wrapper ' || w.fdwname, 'type ' || s.srvtype, 'version ' || s.srvversion,
                 'options ' || (SELECT string_agg(split_part(o, '=', 1), ' ' ORDER BY o) FROM unnest(s.srvoptions) o))
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
UNION ALL
SELECT 'pg_collation', c.oid, 'collation', c.collnamespace, c.collname,
       concat_ws(', ', 'provider ' || c.collprovider::text, 'collate ' || c.collcollate, 'ctype ' || c.collctype,
                 'locale ' || coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale',
                                       CASE WHEN c.collprovider = 'i' THEN c.collcollate END),
                 'rules ' || (to_jsonb(c) ->> 'collicurules'), CASE WHEN NOT c.collisdeterministic THEN 'not deterministic' END)
FROM pg_collation c
WHERE c.oid >= 16384
UNION ALL
SELECT 'pg_cast', c.oid, 'cast', 0, format('%s AS %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
       concat_ws(', ', 'method ' || c.castmethod::text, 'function ' || nullif(c.castfunc, 0)::regprocedure, 'context ' || c.castcontext::text)
FROM pg_cast c
WHERE c.oid >= 16384
UNION ALL
SELECT 'pg_operator', o.oid, 'operator', o.oprnamespace,
       format('%s (%s, %s)', o.oprname, coalesce(format_type(nullif(o.oprleft, 0), NULL), 'none'), coalesce(format_type(nullif(o.oprright, 0), NULL), 'none')),
       concat_ws(', ', 'function ' || o.oprcode::regprocedure, 'commutator ' || nullif(o.oprcom, 0)::regoperator,
                 'negator ' || nullif(o.oprnegate, 0)::regoperator, 'restrict ' || nullif(o.oprrest::oid, 0)::regprocedure,
                 'join ' || nullif(o.oprjoin::oid, 0)::regprocedure, CASE WHEN o.oprcanhash THEN 'hashes' END,
                 CASE WHEN o.oprcanmerge THEN 'merges' END)
FROM pg_operator o
WHERE o.oid >= 16384
UNION ALL
SELECT 'pg_opclass', o.oid, 'operator class', o.opcnamespace, format('%s USING %s', o.opcname, a.amname),
       concat_ws(', ', 'for ' || format_type(o.opcintype, NULL), CASE WHEN o.opcdefault THEN 'default' END,
                 'storage ' || format_type(nullif(o.opckeytype, 0), NULL),
                 'family ' || (SELECT opfname FROM pg_opfamily WHERE oid = o.opcfamily))
FROM pg_opclass o
JOIN pg_am a ON a.oid = o.opcmethod
WHERE o.oid >= 16384
UNION ALL
SELECT 'pg_opfamily', o.oid, 'operator family', o.opfnamespace, format('%s USING %s', o.opfname, a.amname),
       concat_ws(', ',
                 'operators ' || (SELECT string_agg(concat_ws(' ', amopstrategy, amopopr::regoperator, 'ordered by ' || (SELECT opfname FROM pg_opfamily WHERE oid = amopsortfamily)), '; ' ORDER BY amopstrategy, amopopr::regoperator::text)
                                  FROM pg_amop WHERE amopfamily = o.oid),
                 'functions ' || (SELECT string_agg(format('%s %s', amprocnum, amproc::regprocedure), '; ' ORDER BY amprocnum, amproc::regprocedure::text)
                                  FROM pg_amproc WHERE amprocfamily = o.oid))
FROM pg_opfamily o
JOIN pg_am a ON a.oid = o.opfmethod
WHERE o.oid >= 16384
UNION ALL
SELECT 'pg_conversion', c.oid, 'conversion', c.connamespace, c.conname,
       concat_ws(', ', pg_encoding_to_char(c.conforencoding) || ' to ' || pg_encoding_to_char(c.contoencoding), c.conproc::regprocedure,
                 CASE WHEN c.condefault THEN 'default' END)
FROM pg_conversion c
WHERE c.oid >= 16384
UNION ALL
SELECT 'pg_ts_config', t.oid, 'text search configuration', t.cfgnamespace, t.cfgname,
       concat_ws(', ', (SELECT prsname FROM pg_ts_parser WHERE oid = t.cfgparser),
                 (SELECT string_agg(format('%s: %s', maptokentype, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno)
                  FROM pg_ts_config_map WHERE mapcfg = t.oid))
FROM pg_ts_config t
WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_ts_dict', t.oid, 'text search dictionary', t.dictnamespace, t.dictname,
       concat_ws(', ', (SELECT tmplname FROM pg_ts_template WHERE oid = t.dicttemplate), t.dictinitoption)
FROM pg_ts_dict t
WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_ts_parser', t.oid, 'text search parser', t.prsnamespace, t.prsname, 
       concat_ws(', ', 'start ' || t.prsstart::regprocedure, 'token ' || t.prstoken::regprocedure, 'end ' || t.prsend::regprocedure,
                 'headline ' || nullif(t.prsheadline::oid, 0)::regprocedure, 'types ' || t.prslextype::regprocedure)
FROM pg_ts_parser t
WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_ts_template', t.oid, 'text search template', t.tmplnamespace, t.tmplname, 
       concat_ws(', ', 'init ' || nullif(t.tmplinit::oid, 0)::regprocedure, 'lexize ' || t.tmpllexize::regprocedure)
FROM pg_ts_template t
WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_language', l.oid, 'language', 0, l.lanname, 
       concat_ws(', ', 'handler ' || nullif(l.lanplcallfoid, 0)::regprocedure, 'inline ' || nullif(l.laninline, 0)::regprocedure,
                 'validator ' || nullif(l.lanvalidator, 0)::regprocedure, CASE WHEN l.lanpltrusted THEN 'trusted' END)
FROM pg_language l
WHERE l.oid >= 16384
UNION ALL
SELECT 'pg_am', a.oid, 'access method', 0, a.amname, concat_ws(', ', a.amhandler::regprocedure, 'type ' || a.amtype::text)
FROM pg_am a
WHERE a.oid >= 16384
UNION ALL
SELECT 'pg_transform', t.oid, 'transform', 0, format('%s LANGUAGE %s', format_type(t.trftype, NULL), l.lanname),
       concat_ws(', ', 'from ' || nullif(t.trffromsql::oid, 0)::regprocedure, 'to ' || nullif(t.trftosql::oid, 0)::regprocedure)
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
UNION ALL
-- Everybody may read all but the connection, which holds a password.
SELECT 'pg_subscription', s.oid, 'subscription', 0, s.subname,
       concat_ws(', ', 'to ' || array_to_string(s.subpublications, ' '), 'slot ' || s.subslotname,
                 'synchronous commit ' || s.subsynccommit, CASE WHEN NOT s.subenabled THEN 'disabled' END,
                 CASE WHEN s.subbinary THEN 'binary' END, {subscription_options})
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
