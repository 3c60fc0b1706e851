-- What is read together with these relations: the tree of partitions or children they belong to, sequences that belong to
-- them, and what they belong to.
WITH RECURSIVE family AS (
    SELECT unnest(%(only)s::oid[]) AS oid
    UNION
    SELECT CASE f.oid WHEN i.inhrelid THEN i.inhparent ELSE i.inhrelid END
    FROM family f
    JOIN pg_inherits i ON f.oid IN (i.inhrelid, i.inhparent)
)
SELECT oid FROM family
UNION
SELECT CASE d.objid WHEN f.oid THEN d.refobjid ELSE d.objid END
FROM family f
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND f.oid IN (d.objid, d.refobjid)
JOIN pg_sequence s ON s.seqrelid = d.objid
WHERE d.deptype IN ('a', 'i') AND d.objsubid = 0
