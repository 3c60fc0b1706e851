SELECT s.oid, s.stxrelid, s.stxname, s.stxnamespace, s.stxkind::text[], pg_get_statisticsobjdef_columns(s.oid), {target}
FROM pg_statistic_ext s
WHERE s.stxnamespace = ANY (%(namespaces)s::oid[]){only s.stxrelid}
