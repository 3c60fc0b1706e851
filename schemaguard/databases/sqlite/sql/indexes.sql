-- Each index with its parts. The origin is "c" (CREATE INDEX), "u" (UNIQUE) or "pk" (PRIMARY KEY).
SELECT t.name, i.name, i."unique", i.origin, p.cid, p.name, p."desc", p.coll
FROM pragma_table_list AS t
JOIN pragma_index_list(t.name, 'main') AS i
JOIN pragma_index_xinfo(i.name, 'main') AS p
WHERE t.schema = 'main' AND t.type IN ('table', 'shadow') AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND p.key
ORDER BY t.name, i.name, p.seqno
