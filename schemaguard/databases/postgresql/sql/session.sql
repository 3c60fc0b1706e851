-- What changes the spelling of definitions is set for this transaction: dates, numbers, names without their schema.
SELECT set_config('statement_timeout', %(timeout)s, true), set_config('search_path', coalesce(quote_ident(current_schema()), ''), true),
       set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
       set_config('extra_float_digits', '3', true), set_config('bytea_output', 'hex', true),
       set_config('quote_all_identifiers', 'off', true), set_config('lock_timeout', %(timeout)s, true)
