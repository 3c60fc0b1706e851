SELECT r.oid, r.ev_class, r.rulename, pg_get_ruledef(r.oid, true), r.ev_enabled::text
FROM pg_rewrite r
WHERE r.rulename <> '_RETURN' AND r.oid >= 16384{only r.ev_class}
