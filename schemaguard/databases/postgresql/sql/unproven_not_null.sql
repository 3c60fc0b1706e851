-- PostgreSQL 18: NOT NULL may be NOT VALID or NO INHERIT.
SELECT conrelid, conkey[1], convalidated, connoinherit
FROM pg_constraint
WHERE contype = 'n' AND (NOT convalidated OR connoinherit) AND connamespace = ANY (%(namespaces)s::oid[]){only conrelid}
