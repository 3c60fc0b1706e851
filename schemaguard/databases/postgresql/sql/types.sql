-- The spelling of each pair of type and modifier that occurs.
SELECT w.type, w.modifier, format_type(w.type, w.modifier)
FROM unnest(%(types)s::oid[], %(modifiers)s::int[]) AS w (type, modifier)
