-- Triggers that do not do what their constraint, or the trigger of their partitioned table, says.
-- PostgreSQL 14 calls the triggers of partitions internal as well; only constraints tell them apart in all versions.
SELECT DISTINCT t.tgrelid, t.tgconstraint, CASE WHEN o.contype <> 't' THEN o.conname ELSE t.tgname END,
       coalesce(o.contype <> 't', false), t.tgenabled::text, coalesce(o.conparentid, 0) <> 0
FROM pg_trigger t
LEFT JOIN pg_constraint o ON o.oid = t.tgconstraint
LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
WHERE ((o.contype <> 't' AND t.tgenabled <> 'O')
       OR (coalesce(o.contype, 't') = 't' AND t.tgparentid <> 0 AND t.tgenabled <> p.tgenabled)){only t.tgrelid, o.conrelid}
ORDER BY 1, 2, 3, 5
