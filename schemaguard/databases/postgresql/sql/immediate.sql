-- Constraints that may be deferred, and are not when a transaction begins.
SELECT string_agg(DISTINCT format('%I.%I', n.nspname, o.conname), ', ')
FROM pg_constraint o
JOIN pg_namespace n ON n.oid = o.connamespace
WHERE o.condeferrable AND NOT o.condeferred
