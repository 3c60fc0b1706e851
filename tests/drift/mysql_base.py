"""A MySQL schema with a bit of everything, in part as Django makes it, and as that of MariaDB where both can."""

from __future__ import annotations

from tests.drift import mariadb_base

TABLES = (
    """CREATE TABLE shop_customer (
        id bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,
        name varchar(80) NOT NULL DEFAULT 'it''s',
        email varchar(254) NOT NULL UNIQUE,
        age integer UNSIGNED NOT NULL CHECK (`age` >= 0),
        active bool NOT NULL DEFAULT 1,
        notes longtext NOT NULL,
        settings json NOT NULL DEFAULT (json_object('it''s', 1)),
        born date NULL,
        seen datetime(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
        kind enum('person', 'company') NOT NULL DEFAULT 'person',
        tags set('new', 'it''s') NOT NULL DEFAULT '',
        code varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NULL,
        token char(36) NULL DEFAULT (uuid()),
        secret int INVISIBLE DEFAULT 7,
        digest binary(4) NOT NULL DEFAULT 0x00FF00FF,
        flags bit(3) NOT NULL DEFAULT b'101',
        double_age int AS (age * 2) STORED,
        label varchar(200) AS (concat(name, ' <', email, '>')) VIRTUAL,
        place point NOT NULL SRID 4326,
        area polygon NULL,
        CONSTRAINT adult CHECK (age < 200),
        CONSTRAINT polite CHECK (name <> 'it''s "not"') NOT ENFORCED,
        FULLTEXT KEY shop_customer_words (notes),
        FULLTEXT KEY shop_customer_grams (name) WITH PARSER ngram,
        SPATIAL KEY shop_customer_place (place),
        KEY shop_customer_age_idx (age, born DESC),
        KEY shop_customer_name_idx (name(10)) COMMENT 'first letters',
        KEY shop_customer_lower_idx ((lower(email)), age),
        KEY shop_customer_tags_idx ((CAST(settings->'$.tags' AS unsigned ARRAY))),
        KEY shop_customer_unused_idx (active) INVISIBLE,
        UNIQUE KEY shop_customer_code_prefix (code(4)),
        UNIQUE KEY shop_customer_once ((concat(name, 'it''s')))
    ) COMMENT = 'who buys' COMPRESSION = 'zlib'""",
    *mariadb_base.TABLES[1:9],
    *mariadb_base.MERGED,
    "CREATE TABLE log_by_year (id int, y int) PARTITION BY RANGE (y)"
    " (PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)",
    "CREATE TABLE log_by_kind (id int, k varchar(9)) PARTITION BY LIST COLUMNS (k)"
    " (PARTITION a VALUES IN ('x'), PARTITION b VALUES IN ('y', NULL))",
    "CREATE TABLE log_by_key (id int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 2",
    "CREATE TABLE log_by_both (id int, y int) PARTITION BY RANGE (y) SUBPARTITION BY HASH (id) SUBPARTITIONS 2"
    " (PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)",
    "SET sql_generate_invisible_primary_key = ON",
    "CREATE TABLE keyless (x int)",
    "SET sql_generate_invisible_primary_key = OFF",
    mariadb_base.TABLES[-1],
)

PROGRAMS = mariadb_base.PROGRAMS

BASE = (*TABLES, *PROGRAMS, *mariadb_base.ROWS)
