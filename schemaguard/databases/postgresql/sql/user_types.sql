-- Enums, domains and ranges. Row types come with relations; array types with what they hold.
SELECT t.oid, t.typnamespace, t.typname, t.typtype::text,
       CASE WHEN t.typtype = 'e' THEN
           (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
       END,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
       t.typnotnull, t.typdefault, t.typcollation, b.typcollation,
       CASE WHEN t.typtype = 'r' THEN
           (SELECT concat_ws(', ', 'subtype ' || format_type(r.rngsubtype, NULL),
                             'operator class ' || (SELECT opcname FROM pg_opclass WHERE oid = r.rngsubopc),
                             'collation ' || (SELECT collname FROM pg_collation WHERE oid = r.rngcollation),
                             'canonical ' || nullif(r.rngcanonical::oid, 0)::regproc::text,
                             'difference ' || nullif(r.rngsubdiff::oid, 0)::regproc::text,
                             'multirange ' || r.rngmultitypid::regtype::text)
            FROM pg_range r WHERE r.rngtypid = t.oid)
            WHEN t.typtype = 'b' THEN concat_ws(', ', 'input ' || t.typinput::text, 'output ' || t.typoutput::text,
                             'length ' || t.typlen, 'alignment ' || t.typalign::text, 'storage ' || t.typstorage::text)
       END
FROM pg_type t
LEFT JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typtype IN ('e', 'd', 'r', 'b') AND t.typnamespace = ANY (%(namespaces)s::oid[])
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
