SELECT inhrelid, inhparent
FROM pg_inherits
WHERE true{only inhrelid}
ORDER BY inhrelid, inhseqno
