-- What changes the spelling of definitions is set for this transaction: dates, numbers, when names carry their schema.
SELECT set_config('statement_timeout', %(timeout)s, true), set_config('lock_timeout', %(lock_timeout)s, true),
       set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
       set_config('extra_float_digits', '3', true), set_config('bytea_output', 'hex', true),
       set_config('quote_all_identifiers', 'off', true), set_config('standard_conforming_strings', 'on', true),
       set_config('lc_monetary', 'C', true)
