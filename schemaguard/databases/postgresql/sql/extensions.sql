SELECT e.oid, e.extname, e.extversion, n.nspname, e.extnamespace
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
