-- One number for what belongs to no relation, as in marks.sql. Only for servers whose counters cannot be trusted.
WITH piece (place, writer, catalogue) AS (
    SELECT ctid, xmin, tableoid FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_aggregate WHERE aggfnoid::oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_enum
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_range WHERE rngtypid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_namespace
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_extension
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_collation WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_operator WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_opclass WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_opfamily WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_amop WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_amproc WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_am
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_language
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_cast WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_conversion WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_transform
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_event_trigger
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_publication
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_publication_rel
    UNION ALL SELECT ctid, xmin, tableoid FROM {publication_namespace}
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_foreign_data_wrapper
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_foreign_server
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_ts_config WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_ts_config_map WHERE mapcfg >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_ts_dict WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_ts_parser WHERE oid >= 16384
    UNION ALL SELECT ctid, xmin, tableoid FROM pg_ts_template WHERE oid >= 16384
)
SELECT bit_xor(hashtidextended(place, (100 + age('100'::xid)::bigint - age(writer)) * 65536 + catalogue::bigint)) FROM piece
