-- What changes how the catalogue is read, and the transaction in which counters can be compared.
SELECT current_setting('search_path'), current_user::text, now()::text, current_setting('track_counts')::boolean,
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
