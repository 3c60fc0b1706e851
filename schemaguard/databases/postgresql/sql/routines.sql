SELECT p.oid, p.pronamespace, p.proname, p.prokind::text, oidvectortypes(p.proargtypes), pg_get_function_arguments(p.oid),
       pg_get_function_result(p.oid), l.lanname, p.prosrc, p.probin, pg_get_function_sqlbody(p.oid), p.provolatile::text,
       p.proparallel::text, p.prosecdef, p.proleakproof, p.proisstrict, p.procost, p.prorows, p.proconfig::text[],
       nullif(p.prosupport::oid, 0)::regprocedure::text, p.proretset,
       (SELECT string_agg(format_type(t.type, NULL), ', ' ORDER BY t.place) FROM unnest(p.protrftypes) WITH ORDINALITY AS t (type, place)),
       CASE WHEN p.prokind = 'a' THEN
           (SELECT concat_ws(', ', 'step ' || a.aggtransfn::regprocedure, 'state ' || format_type(a.aggtranstype, NULL),
                             'state size ' || nullif(a.aggtransspace, 0), 'kind ' || nullif(a.aggkind::text, 'n'),
                             'final ' || nullif(a.aggfinalfn::oid, 0)::regprocedure, CASE WHEN a.aggfinalextra THEN 'final extra' END,
                             CASE WHEN a.aggfinalfn <> 0 THEN 'final modify ' || a.aggfinalmodify::text END,
                             'combine ' || nullif(a.aggcombinefn::oid, 0)::regprocedure,
                             'serialize ' || nullif(a.aggserialfn::oid, 0)::regprocedure,
                             'deserialize ' || nullif(a.aggdeserialfn::oid, 0)::regprocedure,
                             'moving step ' || nullif(a.aggmtransfn::oid, 0)::regprocedure,
                             'moving inverse ' || nullif(a.aggminvtransfn::oid, 0)::regprocedure,
                             'moving state ' || format_type(nullif(a.aggmtranstype, 0), NULL),
                             'moving state size ' || nullif(a.aggmtransspace, 0),
                             'moving final ' || nullif(a.aggmfinalfn::oid, 0)::regprocedure,
                             CASE WHEN a.aggmfinalextra THEN 'moving final extra' END,
                             CASE WHEN a.aggmfinalfn <> 0 THEN 'moving final modify ' || a.aggmfinalmodify::text END,
                             'initial ' || quote_literal(a.agginitval), 'moving initial ' || quote_literal(a.aggminitval),
                             'sort ' || nullif(a.aggsortop, 0)::regoperator)
            FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
       END
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
WHERE p.proname <> 'schemaguard_append_only' AND p.pronamespace = ANY (%(namespaces)s::oid[])
