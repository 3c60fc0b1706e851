-- Enums, domains, ranges, base types, and types that were only announced. Row types come with relations; array types
-- with what they hold. typdefault of a domain is as spelled by the session that made it: the expression is asked for.
SELECT t.oid, t.typnamespace, t.typname, t.typtype::text,
       CASE WHEN t.typtype = 'e' THEN
           (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
       END,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
       t.typnotnull, pg_get_expr(t.typdefaultbin, 0), t.typcollation, b.typcollation,
       CASE WHEN t.typtype = 'r' THEN
           (SELECT concat_ws(', ', 'subtype ' || format_type(r.rngsubtype, NULL),
                             'operator class ' || (SELECT opcname FROM pg_opclass WHERE oid = r.rngsubopc),
                             'collation ' || (SELECT collname FROM pg_collation WHERE oid = r.rngcollation),
                             'canonical ' || nullif(r.rngcanonical::oid, 0)::regprocedure,
                             'difference ' || nullif(r.rngsubdiff::oid, 0)::regprocedure,
                             'multirange ' || r.rngmultitypid::regtype::text)
            FROM pg_range r WHERE r.rngtypid = t.oid)
            WHEN t.typtype = 'b' THEN concat_ws(', ', 'input ' || t.typinput::regprocedure, 'output ' || t.typoutput::regprocedure,
                             'receive ' || nullif(t.typreceive::oid, 0)::regprocedure, 'send ' || nullif(t.typsend::oid, 0)::regprocedure,
                             'modifier input ' || nullif(t.typmodin::oid, 0)::regprocedure,
                             'modifier output ' || nullif(t.typmodout::oid, 0)::regprocedure,
                             'analyze ' || nullif(t.typanalyze::oid, 0)::regprocedure,
                             'subscript ' || nullif(t.typsubscript::oid, 0)::regprocedure,
                             'length ' || t.typlen, CASE WHEN t.typbyval THEN 'by value' END, 'alignment ' || t.typalign::text,
                             'storage ' || t.typstorage::text, 'category ' || t.typcategory::text,
                             CASE WHEN t.typispreferred THEN 'preferred' END, 'default ' || quote_literal(t.typdefault),
                             'element ' || format_type(nullif(t.typelem, 0), NULL), 'delimiter ' || nullif(t.typdelim::text, ','),
                             CASE WHEN t.typcollation <> 0 THEN 'collatable' END)
       END
FROM pg_type t
LEFT JOIN pg_type b ON b.oid = t.typbasetype
WHERE (t.typtype IN ('e', 'd', 'r', 'b') OR (t.typtype = 'p' AND NOT t.typisdefined)) AND t.typnamespace = ANY (%(namespaces)s::oid[])
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
