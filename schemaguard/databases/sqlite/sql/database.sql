-- What holds for the whole file.
SELECT 'encoding', encoding FROM pragma_encoding
UNION ALL SELECT 'auto_vacuum', auto_vacuum FROM pragma_auto_vacuum
UNION ALL SELECT 'application_id', application_id FROM pragma_application_id
UNION ALL SELECT 'user_version', user_version FROM pragma_user_version
