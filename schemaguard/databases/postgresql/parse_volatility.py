"""How often a function gives another value: provolatile of pg_proc in PostgreSQL 18, for functions used in defaults.

PostgreSQL manual, 38.7 "Function Volatility Categories". A name is listed once, with the less stable word where
its variants differ. Operators are not listed: not one of the built-in operators is volatile.
"""

from __future__ import annotations

#: Another value for each row.
VOLATILE = frozenset(
    """
    array_sample array_shuffle clock_timestamp current_query currval gen_random_uuid lastval lo_create lo_from_bytea
    nextval random random_normal set_config setval timeofday txid_status uuidv4 uuidv7
    pg_current_wal_insert_lsn pg_current_wal_lsn pg_sequence_last_value
    """.split()
)

#: The same value for all rows of one statement.
STABLE = frozenset(
    """
    age array_to_json array_to_string concat concat_ws convert convert_from convert_to current_database
    current_schema current_schemas current_setting current_user date date_add date_part date_subtract date_trunc
    extract format getdatabaseencoding inet_client_addr inet_server_addr json_build_array json_build_object
    jsonb_build_array jsonb_build_object length make_timestamptz now numeric overlaps pg_backend_pid
    pg_current_xact_id phraseto_tsquery plainto_tsquery quote_literal quote_nullable row_to_json session_user
    statement_timestamp time timestamp timestamptz timetz timezone to_char to_date to_json to_jsonb to_number
    to_regclass to_timestamp to_tsquery to_tsvector transaction_timestamp txid_current version websearch_to_tsquery
    """.split()
)

#: Always the same value for the same arguments.
IMMUTABLE = frozenset(
    """
    abs array_append array_cat array_fill array_length array_ndims array_position array_prepend array_remove
    array_replace ascii bit bool box btrim cardinality cbrt ceil ceiling char_length character_length chr circle
    daterange decode degrees div encode exp factorial float4 float8 floor gcd get_bit get_byte host hostmask initcap
    int2 int4 int4range int8 int8range isempty isfinite json_object jsonb_insert jsonb_object jsonb_set
    jsonb_strip_nulls justify_days justify_hours justify_interval lcm left ln log lower lpad ltrim make_date
    make_interval make_time make_timestamp masklen md5 mod netmask network num_nulls numrange octet_length overlay
    parse_ident pi point position power quote_ident radians regexp_match regexp_replace repeat replace reverse right
    round rpad rtrim set_bit set_byte sha224 sha256 sha384 sha512 sign split_part sqrt starts_with string_to_array
    strpos substr substring text to_bin to_hex to_oct translate trim_array trunc tsrange tstzrange upper varbit varchar
    """.split()
)

_VOLATILE_CONTRIB = {"gen_random_bytes", "gen_salt", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4"}
_IMMUTABLE_CONTRIB = {"digest", "hmac", "uuid_generate_v3", "uuid_generate_v5", "uuid_nil"}
VOLATILE |= _VOLATILE_CONTRIB
IMMUTABLE |= _IMMUTABLE_CONTRIB
#: Functions of the contrib modules uuid-ossp and pgcrypto.
CONTRIB = _VOLATILE_CONTRIB | _IMMUTABLE_CONTRIB
