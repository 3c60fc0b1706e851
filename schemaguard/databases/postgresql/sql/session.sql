-- What changes the spelling of definitions is set for this transaction: dates, numbers, when names carry their schema.
-- One timeout holds, for each statement; transaction_timeout came with PostgreSQL 17.
SELECT set_config('statement_timeout', %(timeout)s, true), set_config('lock_timeout', %(lock_timeout)s, true),
       set_config('idle_in_transaction_session_timeout', '0', true),
       CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL THEN set_config('transaction_timeout', '0', true) END,
       set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
       set_config('extra_float_digits', '3', true), set_config('bytea_output', 'hex', true),
       set_config('quote_all_identifiers', 'off', true), set_config('standard_conforming_strings', 'on', true),
       set_config('lc_monetary', 'C', true)
