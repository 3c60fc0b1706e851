-- Those that a partition or a child has from its parent are left out, unless only one of them is validated. NOT NULL
-- is told by the column.
SELECT o.oid, o.conrelid, o.contypid, o.conname, o.contype::text, o.condeferrable, o.condeferred, o.convalidated, {enforced},
       {period}, o.connoinherit, o.conindid, o.confrelid, o.confupdtype::text, o.confdeltype::text, o.confmatchtype::text,
       o.conkey, o.confkey, {delete_columns},
       CASE WHEN o.contype = 'c' AND o.conrelid <> 0 THEN pg_get_expr(o.conbin, o.conrelid)
            WHEN o.contype IN ('x', 'c') THEN pg_get_constraintdef(o.oid) END
FROM pg_constraint o
WHERE o.connamespace = ANY (%(namespaces)s::oid[]) AND o.contype IN ('p', 'u', 'c', 'f', 'x')
  AND o.conparentid = 0{only o.conrelid}
  AND (o.conislocal OR o.contypid <> 0
       OR EXISTS (SELECT FROM pg_inherits i
                  JOIN pg_constraint p ON p.conrelid = i.inhparent AND p.conname = o.conname AND p.contype = o.contype
                  WHERE i.inhrelid = o.conrelid AND p.convalidated <> o.convalidated))
