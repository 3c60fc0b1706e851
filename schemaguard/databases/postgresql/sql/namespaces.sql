-- Schemas that are not the server's own. The first of the search path that exists is the snapshot's own, even if this
-- role may not use it (current_schema() leaves such ones out).
WITH path AS (
    SELECT n.oid, p.place
    FROM unnest(string_to_array(current_setting('search_path'), ',')) WITH ORDINALITY AS p (name, place)
    JOIN pg_namespace n
      ON n.nspname = CASE trim(p.name) WHEN '"$user"' THEN current_user ELSE replace(trim(BOTH '"' FROM trim(p.name)), '""', '"') END
)
SELECT n.oid, n.nspname, n.oid = (SELECT oid FROM path ORDER BY place LIMIT 1), has_schema_privilege(n.oid, 'USAGE')
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
