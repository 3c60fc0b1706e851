-- How many rows were ever written, by this session and by others: of each table, of the catalogues that marks.sql reads
-- (relation 0), and of those that rest_mark.sql reads (relation 1). What a transaction took back counts as well, so no
-- change goes unseen. The file of a table changes when it is written anew or emptied.
WITH counted AS (
    SELECT c.oid, c.relfilenode, c.relispopulated, {written} AS written,
           CASE WHEN c.relnamespace <> 'pg_catalog'::regnamespace THEN NULL
                ELSE c.relname IN ('pg_class', 'pg_attribute', 'pg_attrdef', 'pg_constraint', 'pg_index', 'pg_trigger',
                                   'pg_policy', 'pg_rewrite', 'pg_sequence', 'pg_inherits', 'pg_statistic_ext',
                                   'pg_foreign_table', 'pg_depend', 'pg_description', 'pg_type') END AS marked
    FROM pg_class c
    WHERE c.relkind IN ('r', 'm')
      AND (c.oid >= 16384
           OR c.relnamespace = 'pg_catalog'::regnamespace
              AND c.relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject', 'pg_shdepend', 'pg_authid',
                                    'pg_largeobject_metadata', 'pg_init_privs', 'pg_default_acl', 'pg_db_role_setting',
                                    'pg_database', 'pg_shdescription', 'pg_auth_members', 'pg_tablespace'))
)
SELECT oid, relfilenode, written, relispopulated FROM counted WHERE marked IS NULL
UNION ALL
SELECT CASE WHEN marked THEN 0 ELSE 1 END, 0, sum(written)::bigint, true FROM counted WHERE marked IS NOT NULL GROUP BY marked
