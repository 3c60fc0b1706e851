-- Everything that was created, as it was written; a text that was edited by hand may be a BLOB.
-- Names that begin with sqlite_ are internal; what belongs to them is not.
SELECT type, name, tbl_name, CAST(sql AS TEXT) FROM main.sqlite_schema
WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'
