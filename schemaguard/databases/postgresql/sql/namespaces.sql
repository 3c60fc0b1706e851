-- Schemas that are not the server's own. The first of the search path that exists is the snapshot's own, even if this
-- role may not use it (current_schema() leaves such ones out). Names in quotes may hold anything; others are folded.
WITH path AS (
    SELECT n.oid, p.place
    FROM regexp_matches(current_setting('search_path'), '"((?:[^"]|"")*)"|([^",[:space:]][^,[:space:]]*)', 'g')
         WITH ORDINALITY AS p (found, place)
    JOIN pg_namespace n
      ON n.nspname = CASE coalesce(p.found[1], p.found[2]) WHEN '$user' THEN current_user
                          ELSE coalesce(replace(p.found[1], '""', '"'), lower(p.found[2])) END
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT n.oid, n.nspname, n.oid = (SELECT oid FROM path ORDER BY place LIMIT 1), has_schema_privilege(n.oid, 'USAGE')
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
