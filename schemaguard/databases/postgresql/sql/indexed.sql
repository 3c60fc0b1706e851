-- The tables of some indexes.
SELECT indexrelid, indrelid
FROM pg_index
WHERE indexrelid = ANY (%(oids)s)
