-- What a class keeps may be of another type than what it is for.
SELECT o.oid, o.opcname, o.opcdefault, o.opcintype, o.opcmethod, a.amname, o.opcnamespace, o.opckeytype <> 0
FROM pg_opclass o
JOIN pg_am a ON a.oid = o.opcmethod
