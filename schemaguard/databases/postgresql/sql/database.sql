SELECT pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, to_regclass('django_migrations') IS NOT NULL,
       coalesce(has_table_privilege(to_regclass('django_migrations'), 'SELECT'), false)
FROM pg_database d
WHERE d.datname = current_database()
