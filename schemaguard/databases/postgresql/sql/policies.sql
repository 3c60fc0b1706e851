SELECT p.oid, p.polrelid, p.polname, p.polcmd::text, p.polpermissive,
       ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY (p.polroles) ORDER BY 1),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p
WHERE true{only p.polrelid}
