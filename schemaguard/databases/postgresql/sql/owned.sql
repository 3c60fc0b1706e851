-- What extensions brought along (PostgreSQL manual, "System Catalogs", pg_depend, deptype e), and the functions and
-- casts that a type made for itself (deptype i).
SELECT classid::regclass::text, objid
FROM pg_depend
WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
   OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass) AND refclassid = 'pg_type'::regclass
