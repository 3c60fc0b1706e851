-- What extensions brought along (PostgreSQL manual, "System Catalogs", pg_depend, deptype e), and the functions and
-- casts that a type made for itself (deptype i). What only goes when an extension goes (deptype x), with its name.
SELECT classid::regclass::text, objid, CASE WHEN deptype = 'x' THEN (SELECT extname FROM pg_extension WHERE oid = refobjid) END
FROM pg_depend
WHERE deptype IN ('e', 'x') AND refclassid = 'pg_extension'::regclass
   OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass) AND refclassid = 'pg_type'::regclass
