-- "table", "view", "virtual", or "shadow": where a virtual table keeps its rows.
SELECT name, type, wr, strict FROM pragma_table_list
WHERE schema = 'main' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
