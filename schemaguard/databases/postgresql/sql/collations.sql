SELECT c.oid, quote_ident(c.collname), c.collnamespace, n.nspname
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid = ANY (%(collations)s::oid[])
