"""The grammar of SQLite 3.37 to 3.54, from https://sqlite.org/lang.html."""

from __future__ import annotations

_LETTER = r"A-Za-z_\x80-\U0010ffff"

#: The tokenizer, as https://sqlite.org/lang_keywords.html and lang_expr.html describe it.
PATTERNS = {
    "comment": r"--[^\n]*|/\*.*?(?:\*/|\Z)",
    "string": r"[xX]?'(?:[^']|'')*+'",
    "name": r"`(?:[^`]|``)*+`|\[[^\]]*\]",
    "number": rf"(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![{_LETTER}])",
    "variable": rf"[@:$#][{_LETTER}0-9]+",
    "word": rf"[{_LETTER}][{_LETTER}0-9$]*",
}

#: The keywords that SQLite does not take as names; it takes the other 89.
RESERVED = """
ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE DELETE
DISTINCT DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN LIMIT
NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE
UPDATE USING VALUES WHEN WHERE
""".split()

GRAMMAR = r"""
if_exists = IF EXISTS
if_not_exists = IF NOT EXISTS
_temporary = temporary:(TEMP | TEMPORARY)
_conflict = ON CONFLICT resolution:_resolution
_resolution = ROLLBACK | ABORT | FAIL | ignore:IGNORE | replace:REPLACE
_columns = '(' {column:name} ')'
_direction = ASC | DESC

create_table = CREATE [_temporary] TABLE [if_not_exists] table:qname
    (AS copied:query | '(' {column} ([','] _constraint)* ')' [{WITHOUT ROWID | STRICT}])
create_virtual = CREATE VIRTUAL TABLE [if_not_exists] table:qname USING engine:name [arguments:group]
column = name:name [type] _attribute*
type = _type_word _type_word* [arguments:group]
_type_word = !(GENERATED ALWAYS) name
_attribute = CONSTRAINT symbol:name | not_null:(NOT NULL) [_conflict] | NULL [_conflict] | DEFAULT default:_default
    | primary:(PRIMARY KEY) [_direction] [_conflict] [auto:AUTOINCREMENT] | unique_key:UNIQUE [_conflict] | check
    | references | COLLATE collation:name | [GENERATED ALWAYS] AS generated
_default = group | ['-' | '+'] number | string | variable | word | name
generated = group [stored:STORED | VIRTUAL]
references = REFERENCES table:name [_columns]
    (ON DELETE on_delete:_referential | ON UPDATE on_update:_referential | MATCH match:name)*
    [NOT DEFERRABLE [_initially] | deferrable:DEFERRABLE [_initially]]
_initially = INITIALLY (deferred:DEFERRED | IMMEDIATE)
_referential = SET NULL | SET DEFAULT | CASCADE | RESTRICT | NO ACTION
_constraint = primary_key | unique | check | foreign_key
primary_key = [_symbol] PRIMARY KEY _parts [_conflict]
unique = [_symbol] UNIQUE _parts [_conflict]
check = [_symbol] CHECK condition:group [_conflict]
foreign_key = [_symbol] FOREIGN KEY _columns references
_symbol = CONSTRAINT name:name
_parts = '(' {_part} [auto:AUTOINCREMENT] ')'
_part = column:name [COLLATE name] [_direction] [NULLS (FIRST | LAST)] !!(',' | ')' | AUTOINCREMENT) | expression:expr

alter_table = ALTER TABLE table:qname (RENAME _renaming | ADD _addition | DROP _removal | ALTER _change)
_renaming = rename_table:(TO to:name) | rename_column:([COLUMN] old:name TO to:name)
_addition = check | [COLUMN] column
_removal = drop_constraint:(CONSTRAINT name:name) | drop_column:([COLUMN] name:name)
_change = not_null:([COLUMN] name:name (set:SET | DROP) NOT NULL [_conflict])
create_index = CREATE [unique:UNIQUE] INDEX [if_not_exists] name:qname ON table:name _parts [WHERE predicate:expr]
drop_table = DROP TABLE [if_exists] table:qname
drop_index = DROP INDEX [if_exists] name:qname
create_object = CREATE [_temporary] (kind:VIEW [if_not_exists] name:qname [_columns] AS query
    | kind:TRIGGER [if_not_exists] name:qname [BEFORE | AFTER | INSTEAD OF] (DELETE | INSERT | UPDATE [OF {name}])
        ON table:qname [FOR EACH ROW] (WHEN | BEGIN) code)
drop_object = DROP kind:(VIEW | TRIGGER) [if_exists] name:qname

select = !WITH !TABLE query
with = WITH [RECURSIVE] {cte} (insert | update | delete | select)
cte = name:name ['(' {name} ')'] AS [[NOT] MATERIALIZED] !_changing group
_changing = '(' (INSERT | UPDATE | DELETE | REPLACE)
_target = table:qname [AS name] [_indexed]
_indexed = INDEXED BY name | NOT INDEXED
_source = (qname [group] | group) [AS name | !_join !INDEXED name] [_indexed]
_join = [NATURAL] [(LEFT | RIGHT | FULL) [OUTER] | INNER | CROSS] JOIN
from = FROM _source (',' _source | _join _source [ON expr | USING group])*
_where = WHERE condition:expr
_picked = [_where] [_returning] [ORDER BY {expr}] [limit]
limit = LIMIT {expr}
_returning = RETURNING {expr}
assignment = ({column:name} | _columns) '=' expr
update = UPDATE [OR _resolution] _target SET {assignment} [from] _picked
delete = DELETE FROM _target _picked
insert = (INSERT [OR _resolution] | replace:REPLACE) INTO table:qname [AS name] ['(' {name} ')']
    (default:(DEFAULT VALUES) | VALUES {group} !(UNION | EXCEPT | INTERSECT) | select:query) upsert* [_returning]
upsert = ON CONFLICT [group [WHERE expr]] DO (NOTHING | UPDATE SET {assignment} [WHERE expr])

explain = EXPLAIN [QUERY PLAN] code
pragma = PRAGMA name:qname ['=' value:_setting | '(' value:_setting ')']
_setting = ['-' | '+'] number | string | word | name
begin = BEGIN [DEFERRED | IMMEDIATE | EXCLUSIVE] [TRANSACTION [name]]
commit = (COMMIT | END) [TRANSACTION [name]]
savepoint = SAVEPOINT name | RELEASE [SAVEPOINT] name | ROLLBACK [TRANSACTION [name]] TO [SAVEPOINT] name
rollback = ROLLBACK [TRANSACTION [name]]
attach = ATTACH [DATABASE] (string | variable | name | group) AS name:(name | variable) [KEY expr]
detach = DETACH [DATABASE] name:(name | variable)
vacuum = VACUUM [name] [INTO expr]
analyze = ANALYZE [name:qname]
reindex = REINDEX [name:qname]
"""
