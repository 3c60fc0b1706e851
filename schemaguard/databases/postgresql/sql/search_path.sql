SELECT set_config('search_path', coalesce((SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = %(schema)s), ''), true)
