SELECT pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, r.oid IS NOT NULL, coalesce(has_table_privilege(r.oid, 'SELECT'), false)
FROM pg_database d
LEFT JOIN pg_class r ON r.relname = 'django_migrations' AND r.relnamespace = %(schema)s AND r.relkind = 'r'
WHERE d.datname = current_database()
