-- The next value of each sequence.
SELECT seqrelid, coalesce(pg_sequence_last_value(seqrelid) + seqincrement, seqstart)
FROM pg_sequence
