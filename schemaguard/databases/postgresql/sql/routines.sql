SELECT p.oid, p.pronamespace, p.proname, p.prokind::text, oidvectortypes(p.proargtypes), pg_get_function_arguments(p.oid),
       pg_get_function_result(p.oid), l.lanname, p.prosrc, p.probin, pg_get_function_sqlbody(p.oid), p.provolatile::text,
       p.proparallel::text, p.prosecdef, p.proleakproof, p.proisstrict, p.procost, p.prorows, p.proconfig::text[],
       nullif(p.prosupport::oid, 0)::regproc::text, p.proretset,
       CASE WHEN p.prokind = 'a' THEN
           (SELECT concat_ws(', ', 'step ' || a.aggtransfn::text, 'state ' || format_type(a.aggtranstype, NULL),
                             'state size ' || nullif(a.aggtransspace, 0), 'kind ' || nullif(a.aggkind::text, 'n'), 'final ' || nullif(a.aggfinalfn::oid, 0)::regproc::text,
                             'combine ' || nullif(a.aggcombinefn::oid, 0)::regproc::text,
                             'serialize ' || nullif(a.aggserialfn::oid, 0)::regproc::text,
                             'deserialize ' || nullif(a.aggdeserialfn::oid, 0)::regproc::text,
                             'moving step ' || nullif(a.aggmtransfn::oid, 0)::regproc::text,
                             'moving inverse ' || nullif(a.aggminvtransfn::oid, 0)::regproc::text,
                             'initial ' || quote_literal(a.agginitval), 'sort ' || nullif(a.aggsortop, 0)::regoperator::text)
            FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
       END
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = ANY (%(namespaces)s::oid[])
