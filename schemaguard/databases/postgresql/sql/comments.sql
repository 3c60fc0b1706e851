-- 16384 is the first oid that is not the server's own (transam.h, FirstNormalObjectId).
SELECT classoid::regclass::text, objoid, objsubid, description
FROM pg_description
WHERE objoid >= 16384
