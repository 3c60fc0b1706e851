-- Which of these tables have anything in their files. Asking the file system is slow, so few are asked for.
SELECT oid FROM unnest(%(oids)s::oid[]) AS asked(oid) WHERE pg_relation_size(oid) > 0
