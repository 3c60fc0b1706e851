-- Everything that was created, as it was written. Names that begin with sqlite_ are internal; what belongs to them is not.
SELECT type, name, tbl_name, sql FROM main.sqlite_schema
WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'
