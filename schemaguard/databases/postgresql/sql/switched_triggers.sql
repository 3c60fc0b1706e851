-- Triggers that do not do what their foreign key, or the trigger of their partitioned table, says.
SELECT DISTINCT t.tgrelid, t.tgconstraint, CASE WHEN t.tgisinternal THEN o.conname ELSE t.tgname END, t.tgisinternal,
       t.tgenabled::text, coalesce(o.conparentid, 0) <> 0
FROM pg_trigger t
LEFT JOIN pg_constraint o ON o.oid = t.tgconstraint
LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
WHERE (t.tgisinternal AND t.tgconstraint <> 0 AND t.tgenabled <> 'O')
   OR (NOT t.tgisinternal AND t.tgparentid <> 0 AND t.tgenabled <> p.tgenabled)
