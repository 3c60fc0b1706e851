-- Triggers that do not do what their foreign key, or the trigger of their partitioned table, says.
SELECT t.tgrelid, t.tgconstraint, t.tgname, t.tgisinternal, t.tgenabled::text
FROM pg_trigger t
LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
WHERE (t.tgisinternal AND t.tgconstraint <> 0 AND t.tgenabled <> 'O')
   OR (NOT t.tgisinternal AND t.tgparentid <> 0 AND t.tgenabled <> p.tgenabled)
