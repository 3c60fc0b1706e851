"""A MariaDB schema with a bit of everything, in part as Django makes it."""

from __future__ import annotations

#: A table that has the rows of two others.
MERGED = (
    "CREATE TABLE old_log (id int) ENGINE = MyISAM",
    "CREATE TABLE new_log (id int) ENGINE = MyISAM",
    "CREATE TABLE whole_log (id int) ENGINE = MERGE UNION = (old_log, new_log) INSERT_METHOD = LAST",
)

TABLES = (
    """CREATE TABLE shop_customer (
        id bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,
        name varchar(80) NOT NULL DEFAULT 'it''s',
        email varchar(254) NOT NULL UNIQUE,
        age integer UNSIGNED NOT NULL CHECK (`age` >= 0),
        active bool NOT NULL DEFAULT 1,
        notes longtext NOT NULL,
        settings json NOT NULL CHECK (JSON_VALID(`settings`)),
        born date NULL,
        seen datetime(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
        kind enum('person', 'company') NOT NULL DEFAULT 'person',
        code varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NULL,
        token uuid NULL DEFAULT UUID(),
        secret int INVISIBLE DEFAULT 7,
        double_age int AS (age * 2) STORED,
        label varchar(200) AS (concat(name, ' <', email, '>')) VIRTUAL,
        raw_file longblob COMPRESSED NULL,
        place point NOT NULL,
        CONSTRAINT adult CHECK (age < 200),
        FULLTEXT KEY shop_customer_words (notes),
        SPATIAL KEY shop_customer_place (place),
        KEY shop_customer_age_idx (age, born DESC),
        KEY shop_customer_name_idx (name(10)) COMMENT 'first letters',
        UNIQUE KEY shop_customer_code_prefix (code(4))
    ) COMMENT = 'who buys'""",
    """CREATE TABLE shop_order (
        id bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,
        number varchar(20) NOT NULL,
        total numeric(8, 2) NOT NULL DEFAULT 0,
        placed_at datetime(6) NOT NULL,
        customer_id bigint NOT NULL,
        parent_id bigint NULL
    )""",
    "ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_id_1a2b3c4d_fk_shop_customer_id"
    " FOREIGN KEY (customer_id) REFERENCES shop_customer (id)",
    "ALTER TABLE shop_order ADD CONSTRAINT order_parent FOREIGN KEY (parent_id) REFERENCES shop_order (id)"
    " ON DELETE SET NULL",
    "ALTER TABLE shop_order ADD CONSTRAINT one_number UNIQUE (number, customer_id)",
    "CREATE INDEX shop_order_placed_at_0f1e2d3c ON shop_order (placed_at)",
    "CREATE TABLE shop_line (order_id bigint NOT NULL, place int NOT NULL, amount int NOT NULL,"
    " PRIMARY KEY (order_id, place))",
    'CREATE TABLE `odd ``names` (`order` int NOT NULL, `a b` int, `ü` int, KEY `the "key"` (`a b`, `ü`))',
    "CREATE TABLE archive_log (id int, text varchar(50)) ENGINE = MyISAM CHARSET latin1 CHECKSUM = 1",
    "CREATE TABLE versioned (id int PRIMARY KEY, x int, y int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING",
    "CREATE TABLE booking (room int, a date, b date, PERIOD FOR stay (a, b), UNIQUE (room, stay WITHOUT OVERLAPS))",
    "CREATE TABLE stay (room int, a date, b date, PERIOD FOR night (a, b), PRIMARY KEY (room, night WITHOUT OVERLAPS))",
    "CREATE TABLE price_history (id int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH"
    " STARTS '2030-01-01' (PARTITION p0 HISTORY, PARTITION pc CURRENT)",
    *MERGED,
    "CREATE TABLE log_by_year (id int, y int) PARTITION BY RANGE (y)"
    " (PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)",
    "CREATE TABLE log_by_kind (id int, k int) PARTITION BY LIST (k)"
    " (PARTITION a VALUES IN (0), PARTITION b VALUES IN (1, 2))",
    "CREATE SEQUENCE invoice_number START WITH 1000 INCREMENT BY 1",
    "CREATE TABLE django_migrations (id bigint AUTO_INCREMENT PRIMARY KEY, app varchar(255) NOT NULL,"
    " name varchar(255) NOT NULL, applied datetime(6) NOT NULL)",
)

PROGRAMS = (
    "CREATE VIEW active_customer AS SELECT id, name FROM shop_customer WHERE active = 1",
    "CREATE VIEW order_of AS SELECT o.id, c.name FROM shop_order o JOIN active_customer c ON c.id = o.customer_id",
    "CREATE TRIGGER order_before BEFORE INSERT ON shop_order FOR EACH ROW SET NEW.total = round(NEW.total, 2)",
    "CREATE TRIGGER order_after AFTER UPDATE ON shop_order FOR EACH ROW BEGIN"
    " INSERT INTO archive_log (id, text) VALUES (NEW.id, 'changed  twice'); END",
    "CREATE FUNCTION tax(amount decimal(8, 2), country varchar(2)) RETURNS decimal(8, 2) DETERMINISTIC"
    " RETURN amount * 0.2",
    "CREATE PROCEDURE tax(IN customer bigint, OUT found int) READS SQL DATA"
    " SELECT count(*) INTO found FROM shop_order WHERE customer_id = customer",
    "CREATE EVENT cleanup ON SCHEDULE EVERY 1 DAY DO DELETE FROM archive_log WHERE id < 0",
)

ROWS = ("INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', '2030-01-01')",)

BASE = (*TABLES, *PROGRAMS, *ROWS)
