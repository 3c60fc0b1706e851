-- The columns of tables, by the names that statements use. Parameters: names, and the same quoted.
SELECT wanted.name, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
FROM unnest(%s::text[], %s::text[]) AS wanted (name, quoted)
JOIN pg_class AS c ON c.oid = to_regclass(wanted.quoted) AND c.relkind IN ('r', 'p', 'f', 'm', 'v')
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
