"""The grammar of MySQL 8.4 and 9, and MariaDB 10.11 to 12, as far as statements change something.

From the reference manuals: MySQL chapter "SQL Statements", MariaDB "SQL Statements". Clauses of one server only are
accepted for both: the parser does not know which one it reads for.
"""

from __future__ import annotations

_NAME_PART = r"[\w$\x80-\U0010ffff]"

#: MySQL manual, "Lexical Structure"; MariaDB, "Identifier Names". /*! and /*M! are comments to other databases only.
PATTERNS = {
    "comment": r"--(?=[\x00-\x20]|\Z)[^\n]*|\#[^\n]*|/\*(?!M?!).*?\*/",
    "open": r"/\*M?!(?:\d{5,6})?",
    "close": r"\*/",
    "string": r"(?:[xXbBnN])?'(?:[^'\\]|\\.|'')*+'",
    "double": r'"(?:[^"\\]|\\.|"")*+"',
    "name": r"`(?:[^`]|``)*+`",
    "number": rf"(?:0x[0-9a-fA-F]+|0b[01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?!{_NAME_PART})",
    "variable": rf"""@@?(?:(?:{_NAME_PART}|\.)+|`(?:[^`]|``)*+`|'(?:[^'\\]|\\.|'')*+'|"(?:[^"\\]|\\.|"")*+")""",
    "word": rf"{_NAME_PART}+|\\N",
}

#: Reserved in both MySQL 8.4 and MariaDB 10.11, and RETURNING, which MariaDB alone reserves.
RESERVED = """
ACCESSIBLE ADD ALL ALTER ANALYZE AND AS ASC ASENSITIVE BEFORE BETWEEN BIGINT BINARY BLOB BOTH BY CALL CASCADE CASE
CHANGE CHAR CHARACTER CHECK COLLATE COLUMN CONDITION CONSTRAINT CONTINUE CONVERT CREATE CROSS CURRENT_DATE CURRENT_TIME
CURRENT_TIMESTAMP CURRENT_USER CURSOR DATABASES DAY_HOUR DAY_MICROSECOND DAY_MINUTE DAY_SECOND DEC DECIMAL DECLARE
DEFAULT DELAYED DELETE DESC DESCRIBE DETERMINISTIC DISTINCT DISTINCTROW DIV DOUBLE DROP DUAL EACH ELSE ELSEIF ENCLOSED
ESCAPED EXCEPT EXISTS EXIT EXPLAIN FALSE FETCH FLOAT FLOAT4 FLOAT8 FOR FORCE FOREIGN FROM FULLTEXT GRANT GROUP HAVING
HIGH_PRIORITY HOUR_MICROSECOND HOUR_MINUTE HOUR_SECOND IF IGNORE IN INDEX INFILE INNER INOUT INSENSITIVE INSERT INT
INT1 INT2 INT3 INT4 INT8 INTEGER INTERSECT INTERVAL INTO IS ITERATE JOIN KEY KEYS KILL LEADING LEAVE LEFT LIKE LIMIT
LINEAR LINES LOAD LOCALTIME LOCALTIMESTAMP LOCK LONG LONGBLOB LONGTEXT LOOP LOW_PRIORITY MATCH MAXVALUE MEDIUMBLOB
MEDIUMINT MEDIUMTEXT MIDDLEINT MINUTE_MICROSECOND MINUTE_SECOND MOD MODIFIES NATURAL NOT NO_WRITE_TO_BINLOG NULL NUMERIC
ON OPTIMIZE OPTIONALLY OR ORDER OUT OUTER OUTFILE OVER PARTITION PRECISION PRIMARY PROCEDURE PURGE RANGE READ READS
READ_WRITE REAL RECURSIVE REFERENCES REGEXP RELEASE RENAME REPEAT REPLACE REQUIRE RESIGNAL RESTRICT RETURN RETURNING
REVOKE RIGHT RLIKE ROWS ROW_NUMBER SCHEMAS SECOND_MICROSECOND SELECT SENSITIVE SEPARATOR SET SHOW SIGNAL SMALLINT
SPATIAL SPECIFIC SQL SQLEXCEPTION SQLSTATE SQLWARNING SQL_BIG_RESULT SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT SSL STARTING
STRAIGHT_JOIN TABLE TERMINATED THEN TINYBLOB TINYINT TINYTEXT TO TRAILING TRIGGER TRUE UNDO UNION UNIQUE UNLOCK UNSIGNED
UPDATE USAGE USE USING UTC_DATE UTC_TIME UTC_TIMESTAMP VALUES VARBINARY VARCHAR VARCHARACTER VARYING WHEN WHERE WHILE
WITH WRITE XOR YEAR_MONTH ZEROFILL
""".split()

TABLES = r"""
if_exists = IF EXISTS
if_not_exists = IF NOT EXISTS
or_replace = OR REPLACE
_wait = WAIT number | NOWAIT
_literal = ['-' | '+'] number | string string*
_cascade = RESTRICT | cascade:CASCADE
_user = (name | string) [variable] | CURRENT_USER ['(' ')']

alter_table = ALTER [online:ONLINE] [IGNORE] TABLE [if_exists] table:qname [_wait] [{_alteration}]
    [partitioning:(_partition_by | REMOVE PARTITIONING)]
create_table = CREATE [or_replace] [temporary:TEMPORARY] TABLE [if_not_exists] table:qname
    (copied:(LIKE qname | '(' LIKE qname ')')
    | '(' {_element} ')' _table_options [[IGNORE | REPLACE] [AS] copied:query]
    | _table_options [IGNORE | REPLACE] [AS] copied:query)
_table_options = (_option [','])* [_partition_by]
drop_table = DROP [temporary:TEMPORARY] (TABLE | TABLES) [if_exists] {table:qname} [_wait] [_cascade]
rename_tables = RENAME (TABLE | TABLES) [if_exists] {rename}
rename = old:qname [_wait] TO to:qname
truncate = TRUNCATE [TABLE] table:qname [_wait]
create_index = CREATE [or_replace] [online:ONLINE] [unique:UNIQUE | method:(FULLTEXT | SPATIAL | VECTOR)]
    INDEX [if_not_exists] name:name [_using] ON table:qname [_wait] _parts (_index_option | _wait | algorithm | lock)*
drop_index = DROP INDEX [if_exists] name:name ON table:qname [_wait] (algorithm | lock)*

_element = PERIOD FOR name group | _keyed | column:_column
_keyed = primary_key | unique | foreign_key | check | index
_symbol = CONSTRAINT [if_not_exists] [name:name]
primary_key = [_symbol] PRIMARY KEY [if_not_exists] [name] [_using] _parts _index_option*
unique = [_symbol] UNIQUE [INDEX | KEY] [if_not_exists] [index:name] [_using] _parts _index_option*
foreign_key = [_symbol] FOREIGN KEY [if_not_exists] [name] _parts references
check = [_symbol] CHECK condition:group [not_enforced:(NOT ENFORCED) | ENFORCED]
index = (INDEX | KEY | method:(FULLTEXT | SPATIAL | VECTOR) [INDEX | KEY]) [if_not_exists] [name:name]
    [_using] _parts _index_option*
_using = (USING | TYPE) method:word
_parts = '(' {column:name ['(' number ')'] [_direction] | expression:group [_direction] | name WITHOUT OVERLAPS} ')'
_direction = ASC | DESC | WITHOUT OVERLAPS
_index_option = _using | KEY_BLOCK_SIZE ['='] number | WITH PARSER name | COMMENT string | VISIBLE | INVISIBLE
    | [NOT] IGNORED | (ENGINE_ATTRIBUTE | SECONDARY_ENGINE_ATTRIBUTE) ['='] string | !LOCK !ALGORITHM name '=' _scalar
references = REFERENCES table:qname ['(' {column:name} ')'] [MATCH (FULL | PARTIAL | SIMPLE)]
    (ON DELETE on_delete:_referential | ON UPDATE on_update:_referential)*
_referential = RESTRICT | CASCADE | SET NULL | NO ACTION | SET DEFAULT

_column = name:name type _attribute*
_added_column = [if_not_exists] _column [position]
position = FIRST | AFTER after:name
type = base:(_long_type | word) [arguments:group] sign:(UNSIGNED | SIGNED | ZEROFILL)*
_long_type = DOUBLE PRECISION | (CHARACTER | CHAR) VARYING | LONG [VARCHAR | VARBINARY | (CHARACTER | CHAR) VARYING]
    | NATIONAL ((CHARACTER | CHAR) VARYING | CHARACTER | CHAR | VARCHAR) | NCHAR (VARYING | VARCHAR)
_attribute = not_null:(NOT NULL) | null:NULL | DEFAULT default:_default | ON UPDATE word ['(' [number] ')']
    | auto:AUTO_INCREMENT | serial:(SERIAL DEFAULT VALUE) | unique_key:(UNIQUE [KEY]) | primary:([PRIMARY] KEY)
    | COMMENT comment:string | COLLATE ['='] collation:_charset | _charset_word ['='] charset:_charset
    | ASCII | UNICODE | BYTE | BINARY | references | check | [GENERATED ALWAYS] AS generated | VISIBLE | INVISIBLE
    | SRID number | REF_SYSTEM_ID '=' number | COLUMN_FORMAT word | STORAGE word | (WITH | WITHOUT) SYSTEM VERSIONING
    | COMPRESSED ['=' word] | (ENGINE_ATTRIBUTE | SECONDARY_ENGINE_ATTRIBUTE) ['='] string | NOT SECONDARY
    | name '=' _scalar
_charset_word = (CHARACTER | CHAR) SET | CHARSET
_charset = string | word | name
generated = ROW (START | END) | group [stored:(STORED | PERSISTENT) | VIRTUAL]
_default = NEXT VALUE FOR qname | word string | _literal | variable | group
    | word ['.' word] [group]
_scalar = number | string | word | name | group

_alteration = other:((ADD | DROP) SYSTEM VERSIONING | (ADD | DROP) PERIOD [if_exists | if_not_exists] FOR name [group])
    | metadata:(ALTER (INDEX | KEY) [if_exists] name (VISIBLE | INVISIBLE | [NOT] IGNORED)
        | ALTER [COLUMN] name SET (VISIBLE | INVISIBLE) | (ENABLE | DISABLE) KEYS)
    | partitioning:(ADD PARTITION [if_not_exists] [NO_WRITE_TO_BINLOG | LOCAL] (PARTITIONS number | group))
    | ADD _addition | DROP _removal | ALTER _column_change | RENAME _renaming
    | change:(CHANGE [COLUMN] [if_exists] old:name _column [position])
    | modify:(MODIFY [COLUMN] [if_exists] _column [position])
    | truncate_partition:(TRUNCATE PARTITION (partition:ALL | {partition:name}))
    | tend_partition:(verb:(ANALYZE | CHECK | OPTIMIZE | REPAIR) PARTITION _partitions _check_option*)
    | attach:(CONVERT TABLE table:qname TO PARTITION name _partition_values)
    | detach:(CONVERT PARTITION partition:name TO TABLE table:qname)
    | partitioning:(REBUILD PARTITION _partitions | COALESCE PARTITION [NO_WRITE_TO_BINLOG | LOCAL] number
        | REORGANIZE PARTITION [NO_WRITE_TO_BINLOG | LOCAL] [{name} INTO group]
        | EXCHANGE PARTITION name WITH TABLE qname [(WITH | WITHOUT) VALIDATION])
    | tablespace:((DISCARD | IMPORT) [PARTITION _partitions] TABLESPACE)
    | charset:(CONVERT TO _charset_word _charset [COLLATE ['='] _charset])
    | force:(FORCE | ORDER BY {name [ASC | DESC]})
    | algorithm | lock | (WITH | WITHOUT) VALIDATION | _option _option*
algorithm = ALGORITHM ['='] value:word
lock = LOCK ['='] value:word
_addition = _keyed | [COLUMN] [if_not_exists] '(' {_element} ')' | [COLUMN] column:_added_column
_removal = drop_partition:(PARTITION [if_exists] {partition:name}) | drop_primary:(PRIMARY KEY)
    | drop_foreign:(FOREIGN KEY [if_exists] name:name) | drop_check:(CHECK name:name)
    | drop_constraint:(CONSTRAINT [if_exists] name:name) | drop_key:((INDEX | KEY) [if_exists] name:name)
    | drop_column:([COLUMN] [if_exists] name:name [_cascade])
_column_change = enforce:((CHECK | CONSTRAINT) name:name [not:NOT] ENFORCED)
    | set_default:([COLUMN] [if_exists] name:name (SET DEFAULT default:_default | DROP DEFAULT))
_renaming = rename_column:(COLUMN [if_exists] old:name TO to:name)
    | rename_key:((INDEX | KEY) [if_exists] old:name TO to:name)
    | rename_table:([TO | AS | '='] to:qname)
_option = engine:(ENGINE ['='] value:_charset) | row_format:(ROW_FORMAT ['='] value:word)
    | auto_increment:(AUTO_INCREMENT ['='] value:number) | comment:(COMMENT ['='] value:string)
    | charset:([DEFAULT] _charset_word ['='] _charset [[DEFAULT] COLLATE ['='] _charset])
    | charset:([DEFAULT] COLLATE ['='] _charset) | tablespace:(TABLESPACE ['='] name [STORAGE word])
    | block_size:(KEY_BLOCK_SIZE ['='] number)
    | metadata:(_setting ['='] _scalar | (DATA | INDEX) DIRECTORY ['='] string)
    | other:(ENCRYPTION ['='] string | START TRANSACTION | WITH SYSTEM VERSIONING | !LOCK !ALGORITHM name '=' _scalar)
_setting = AVG_ROW_LENGTH | CHECKSUM | COMPRESSION | CONNECTION | DELAY_KEY_WRITE | INSERT_METHOD | MAX_ROWS | MIN_ROWS
    | PACK_KEYS | PASSWORD | STATS_AUTO_RECALC | STATS_PERSISTENT | STATS_SAMPLE_PAGES | UNION | PAGE_CHECKSUM
    | TRANSACTIONAL | AUTOEXTEND_SIZE | SECONDARY_ENGINE | ENGINE_ATTRIBUTE | SECONDARY_ENGINE_ATTRIBUTE
_partition_by = PARTITION BY (_hash | (RANGE | LIST) [COLUMNS] group
        | SYSTEM_TIME [INTERVAL _literal word [STARTS _default] | LIMIT number] [AUTO])
    [PARTITIONS number] [SUBPARTITION BY _hash [SUBPARTITIONS number]] [group]
_hash = [LINEAR] (HASH group | KEY [ALGORITHM '=' number] group)
_partitions = [NO_WRITE_TO_BINLOG | LOCAL] (ALL | {name})
_partition_values = VALUES (LESS THAN (MAXVALUE | group) | IN group) | DEFAULT | HISTORY | CURRENT
_check_option = FOR UPGRADE | QUICK | FAST | MEDIUM | EXTENDED | CHANGED | USE_FRM | _wait
"""

ROWS = r"""
select = !WITH query
with = WITH [RECURSIVE] {cte} (update | delete | select)
cte = name:name ['(' {name} ')'] AS !_changing group [CYCLE {name} RESTRICT]
_changing = '(' (INSERT | UPDATE | DELETE | REPLACE)
_tables = _source (comma:',' _source | join _source [ON on:expr | USING using:group])*
join = [NATURAL] [INNER | CROSS | (LEFT | RIGHT) [OUTER]] (JOIN | STRAIGHT_JOIN)
_source = source | [LATERAL] derived:group [[AS] name ['(' {name} ')']]
source = table:qname [PARTITION group] [FOR PORTION OF name FROM _default TO _default] [[AS] alias:name] _hint*
_hint = (USE | FORCE | IGNORE) (INDEX | KEY) [FOR (JOIN | ORDER BY | GROUP BY)] group
assignment = column:qname ('=' | ':=') (DEFAULT | expr)
_where = WHERE condition:expr
_order = ORDER BY {expr}
limit = LIMIT {expr}
update = UPDATE [LOW_PRIORITY] [IGNORE] _tables SET {assignment} [_where] [_order] [limit]
delete = DELETE (LOW_PRIORITY | QUICK | IGNORE | history:HISTORY)* _deleted
_deleted = FROM {_target} USING _tables [_where] [_order] [limit] | {_target} FROM _tables [_where] [_order] [limit]
    | FROM single:source [_where | BEFORE SYSTEM_TIME condition:expr] [_order] [limit] [RETURNING rest]
_target = target:qname ['.' '*']
insert = INSERT (LOW_PRIORITY | DELAYED | HIGH_PRIORITY | ignore:IGNORE)* _inserted
replace = REPLACE (LOW_PRIORITY | DELAYED)* _inserted
_inserted = [INTO] table:qname [PARTITION group] _new_rows [AS name ['(' {name} ')']]
    [duplicate:(ON DUPLICATE KEY UPDATE {assignment})] [RETURNING rest]
_new_rows = [_columns] ((VALUES | VALUE) values:({[ROW] group}) | SET {assignment} | select:query)
_columns = '(' [{qname}] ')'
load = LOAD (DATA | XML) [LOW_PRIORITY | CONCURRENT] [LOCAL] INFILE string [REPLACE | IGNORE]
    INTO TABLE table:qname rest
do = DO {expr}
call = CALL qname [group]
show = (SHOW | HELP) word rest | HELP string | CHECKSUM TABLE {qname} [QUICK | EXTENDED]
describe = (EXPLAIN | DESCRIBE | DESC) qname [name | string]
explain = (EXPLAIN | DESCRIBE | DESC) [executed:ANALYZE | EXTENDED | PARTITIONS] [FORMAT '=' word] [INTO variable]
    [FOR (SCHEMA | DATABASE) name] (FOR CONNECTION number | _explained)
analyze = executed:ANALYZE [FORMAT '=' word] _explained
_explained = with | update | delete | insert | replace | select
"""

OTHERS = r"""
create_object = CREATE [or_replace] (_new_view | _new_trigger | _new_routine | _new_event | _new_container
    | kind:(USER | ROLE) [if_not_exists] name:_user rest)
_new_view = [ALGORITHM '=' word] [_definer] [SQL SECURITY word] kind:VIEW [if_not_exists] name:qname ['(' {name} ')']
    AS query
_new_trigger = [_definer] kind:TRIGGER [if_not_exists] name:qname (BEFORE | AFTER) _event (OR _event)* ON table:qname
    FOR EACH ROW [(FOLLOWS | PRECEDES) name] code
_event = INSERT | DELETE | UPDATE [OF {name}]
_new_routine = [_definer] [AGGREGATE] kind:(PROCEDURE | FUNCTION) [if_not_exists] name:qname
    (group code | RETURNS word SONAME string)
_new_event = [_definer] kind:EVENT [if_not_exists] name:qname ON SCHEDULE (AT | EVERY) code
_new_container = kind:(DATABASE | SCHEMA) [if_not_exists] name:name _database_option*
    | [TEMPORARY] kind:SEQUENCE [if_not_exists] name:qname _sequence_option*
    | kind:SERVER [if_not_exists] name:(name | string) FOREIGN DATA WRAPPER rest
    | [UNDO] kind:TABLESPACE name:name rest
_definer = DEFINER '=' _user
_database_option = [DEFAULT] (_charset_word | COLLATE | ENCRYPTION) ['='] _charset
    | COMMENT ['='] string | READ ONLY ['='] (DEFAULT | number)
_sequence_option = AS word [UNSIGNED] | (INCREMENT | START | RESTART) [BY | WITH | '='] [_literal] | CACHE ['='] number
    | (MINVALUE | MAXVALUE) ['='] _literal | NO (MINVALUE | MAXVALUE | CACHE | CYCLE) | NOMINVALUE | NOMAXVALUE
    | NOCACHE | CYCLE | NOCYCLE | ENGINE ['='] word | COMMENT ['='] string
alter_object = ALTER ([ALGORITHM '=' word] [_definer] [SQL SECURITY word] kind:VIEW name:qname ['(' {name} ')'] AS query
    | kind:(PROCEDURE | FUNCTION) name:qname rest | [_definer] kind:EVENT name:qname (RENAME TO to:qname | code)
    | kind:(DATABASE | SCHEMA) [!_default_option name:name] _default_option _database_option*
    | kind:SEQUENCE [if_exists] name:qname _sequence_option* | kind:USER [if_exists] name:_user rest
    | kind:SERVER name:(name | string) OPTIONS group | [UNDO] kind:TABLESPACE name:name (RENAME TO to:name | rest))
_default_option = _database_option | UPGRADE DATA DIRECTORY NAME
rename_users = RENAME USER {pair}
pair = old:_user TO to:_user
set_password = SET (PASSWORD [FOR name:_user] | DEFAULT ROLE rest) rest
drop_object = DROP (kind:VIEW [if_exists] {name:qname} [_cascade] | kind:SEQUENCE [if_exists] {name:qname}
    | kind:(TRIGGER | PROCEDURE | FUNCTION | EVENT | DATABASE | SCHEMA) [if_exists] {name:qname}
    | kind:(USER | ROLE | SERVER) [if_exists] {name:_user} | [UNDO] kind:TABLESPACE name:name rest)
prepare = PREPARE name:name FROM (string string* | variable)
deallocate = (DEALLOCATE | DROP) PREPARE name:name
execute = EXECUTE (IMMEDIATE expr | name) [USING {expr}]
block = (BEGIN NOT ATOMIC | IF | CASE | LOOP | WHILE | REPEAT | FOR) code

set = SET (setting:(name:NAMES value:_charset [COLLATE _charset])
    | setting:(charset:_charset_word value:_charset)
    | setting:(name:ROLE value:expr)
    | setting:([scope] name:TRANSACTION value:({word word*}))
    | {setting})
setting = [scope] name:(variable | word ['.' word]) ('=' | ':=') value:(ON | DEFAULT | BINARY | expr)
scope = GLOBAL | SESSION | LOCAL | PERSIST_ONLY | PERSIST
set_statement = SET STATEMENT {setting} FOR
    (alter_table | create_table | create_index | drop_index | drop_table | tend | _explained)
use = USE name:name
begin = START TRANSACTION rest | BEGIN [WORK]
savepoint = SAVEPOINT name | RELEASE SAVEPOINT name | ROLLBACK [WORK] TO [SAVEPOINT] name
commit = COMMIT [WORK] [AND [NO] CHAIN] [[NO] RELEASE]
rollback = ROLLBACK [WORK] [AND [NO] CHAIN] [[NO] RELEASE]
lock_tables = LOCK (TABLE | TABLES) {lock_item} [_wait]
lock_item = table:qname [[AS] name] mode:(READ [LOCAL] | [LOW_PRIORITY] WRITE [CONCURRENT])
unlock_tables = UNLOCK (TABLE | TABLES)
tend = verb:(OPTIMIZE | ANALYZE | CHECK | REPAIR) [NO_WRITE_TO_BINLOG | LOCAL] (TABLE | TABLES)
    {table:qname [_histogram]} _check_option*
_histogram = PERSISTENT FOR (ALL | [COLUMNS group] [INDEXES group])
    | UPDATE HISTOGRAM ON {name} [WITH number BUCKETS] [(AUTO | MANUAL) UPDATE] [USING DATA string]
    | DROP HISTOGRAM ON {name}
flush = verb:FLUSH [NO_WRITE_TO_BINLOG | LOCAL]
    ((TABLE | TABLES) {table:qname} [WITH READ LOCK | FOR EXPORT] | word rest)
grant = verb:(GRANT | REVOKE) rest
"""
