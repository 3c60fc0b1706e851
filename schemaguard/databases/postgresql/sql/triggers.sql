-- Those that protect schemaguard's own ledger are left out: see append_only.py.
-- With "pretty", names are qualified only where the search path asks for it.
SELECT t.oid, t.tgrelid, t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled::text
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgname <> 'schemaguard_append_only' AND t.tgparentid = 0 AND c.relnamespace = ANY (%(namespaces)s::oid[]){only t.tgrelid}
