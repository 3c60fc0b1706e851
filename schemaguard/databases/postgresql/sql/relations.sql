-- Tables, views, sequences' names and row types. Definitions are asked for only where there can be one.
SELECT c.oid, c.relnamespace, c.relname, c.relkind::text, c.relpersistence::text, c.reloptions::text[],
       t.reloptions::text[], c.relrowsecurity, c.relforcerowsecurity, c.relreplident::text,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
       CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) WHEN 'v' THEN pg_get_viewdef(c.oid) WHEN 'm' THEN pg_get_viewdef(c.oid) END,
       CASE WHEN a.amname <> 'heap' THEN a.amname END,
       CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END,
       CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END,
       c.reltype,
       CASE c.relkind WHEN 'f' THEN
           (SELECT array_prepend('server=' || s.srvname, f.ftoptions)
            FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid)
       END
FROM pg_class c
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_am a ON a.oid = c.relam
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND c.relnamespace = ANY (%(namespaces)s::oid[]){only c.oid}
