SELECT o.oid, o.opcname, o.opcdefault, o.opcintype, o.opcmethod, a.amname, o.opcnamespace
FROM pg_opclass o
JOIN pg_am a ON a.oid = o.opcmethod
