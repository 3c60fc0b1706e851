"""What is found about the rows that a RunPython reads and changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.python_code import USING, case, read, said

QUERIES = [
    case("update-all", f"{USING}orders.update(a=1)", "updates-all shop.Order"),
    case("update-all-through-all", f"{USING}orders.all().order_by('x').update(a=1)", "updates-all shop.Order"),
    case("update-all-empty-filter", f"{USING}orders.filter().update(a=1)", "updates-all shop.Order"),
    case("update-filtered", f"{USING}orders.filter(a=2).update(a=1)", "updates-rows shop.Order"),
    case("update-excluded", f"{USING}orders.exclude(a=2).update(a=1)", "updates-rows shop.Order"),
    case("update-by-custom-method", f"{USING}orders.open().update(a=1)", "updates-rows shop.Order"),
    case("update-async", f"async def f():\n    {USING}    await orders.aupdate(a=1)\nf()", "updates-all shop.Order"),
    case("delete-all", f"{USING}orders.all().delete()", "deletes-all shop.Order"),
    case("delete-filtered", f"{USING}orders.filter(a=1).delete()", "deletes-rows shop.Order"),
    case("delete-raw", f"{USING}orders.all()._raw_delete('default')", "deletes-all shop.Order"),
    case("create", f"{USING}orders.create(a=1)", "creates-rows shop.Order"),
    case("bulk-create", f"{USING}orders.bulk_create([Order(a=1)])", "creates-rows shop.Order"),
    case("get-or-create", f"{USING}row, made = orders.get_or_create(a=1)", "creates-rows shop.Order"),
    case("update-or-create", f"{USING}orders.update_or_create(a=1)", "creates-rows shop.Order"),
    case("new-row-saved", "Order(a=1).save(using='default')", "creates-rows shop.Order"),
    case("bulk-update", f"{USING}orders.bulk_update(orders.filter(a=1)[:10], ['a'])", "bulk-updates shop.Order"),
    case("row-deleted", f"{USING}orders.get(pk=1).delete()", "deletes-rows shop.Order"),
    case("row-saved", f"{USING}row = orders.first()\nrow.a = 1\nrow.save()", "updates-rows shop.Order"),
    case("bound-method", f"{USING}make = orders.create\nmake(a=1)", "creates-rows shop.Order"),
    case("count", f"{USING}if orders.count() > 3: raise ValueError", "reads-only"),
    case("exists", f"{USING}print(orders.filter(a=1).exists())", "reads-only"),
    case("raw", f"{USING}list(orders.raw('SELECT 1'))", "raw-sql SELECT 1"),
    case("extra", f"{USING}orders.extra(where=['x']).update(a=1)", "raw-sql", "updates-rows shop.Order"),
    case(
        "raw-sql-expression",
        f"from django.db.models.expressions import RawSQL\n{USING}orders.update(a=RawSQL('x + 1', ()))",
        "raw-sql x + 1",
        "updates-all shop.Order",
    ),
    case(
        "union-reaches-all",
        f"{USING}rows = orders.filter(a=1) | orders.all()\nrows.update(a=1)",
        "updates-all shop.Order",
    ),
    case("both-narrowed", f"{USING}(orders.all() & orders.filter(a=1)).update(a=1)", "updates-rows shop.Order"),
    case(
        "filtered-on-one-way-only",
        f"{USING}if x():\n    orders = orders.filter(a=1)\norders.update(a=1)",
        "updates-all shop.Order",
    ),
    case(
        "filtered-before-the-other-way-ends",
        f"{USING}if schema_editor:\n    orders = orders.filter(a=1)\nelse:\n    return\norders.update(a=1)",
        "updates-rows shop.Order",
    ),
    case("none", f"{USING}orders.none().delete()", "deletes-rows shop.Order"),
    case(
        "union",
        f"{USING}for row in orders.filter(a=1)[:5].union(orders.all()): print(row)",
        "loads-all shop.Order",
        "reads-only",
    ),
    case("difference", f"{USING}orders.difference(orders.filter(a=1)).delete()", "deletes-rows shop.Order"),
    case("one-of-many", f"{USING}next(orders.iterator()).save()", "updates-rows shop.Order"),
    case("first-by-index", f"{USING}orders.all()[0].delete()", "deletes-rows shop.Order"),
    case("dates", f"{USING}for day in orders.dates('a', 'day'): print(day)", "reads-only"),
    case("refreshed", f"{USING}row = orders.get(pk=1)\nrow.refresh_from_db()", "reads-only"),
    case(
        "matched",
        f"{USING}match orders.count():\n    case 0: return\n    case _: orders.update(a=1)",
        "updates-all shop.Order",
    ),
    case("annotated", f"{USING}rows: object = orders.filter(a=1)\nrows.delete()", "deletes-rows shop.Order"),
    case("subquery-is-no-query", f"{USING}models.Subquery(Order.objects.all())\norders.count()", "reads-only"),
]

LOADS = [
    case("loop-over-all", f"{USING}for row in orders.all(): print(row)", "loads-all shop.Order", "reads-only"),
    case("loop-over-filter", f"{USING}for row in orders.filter(a=1): pass", "loads-all shop.Order", "reads-only"),
    case("list", f"{USING}list(orders)", "loads-all shop.Order", "reads-only"),
    case("list-then-loop", f"{USING}rows = list(orders)\nfor row in rows: pass", "loads-all shop.Order", "reads-only"),
    case("len", f"{USING}len(orders.all())", "loads-all shop.Order", "reads-only"),
    case("comprehension", f"{USING}x = {{o.pk: o for o in orders.all()}}", "loads-all shop.Order", "reads-only"),
    case("generator", f"{USING}x = sum(o.a for o in orders.all())", "loads-all shop.Order", "reads-only"),
    case("enumerate", f"{USING}for i, o in enumerate(orders.all()): pass", "loads-all shop.Order", "reads-only"),
    case("membership", f"{USING}if 1 in orders.values_list('pk'): pass", "loads-all shop.Order", "reads-only"),
    case("in-bulk", f"{USING}orders.in_bulk()", "loads-all shop.Order", "reads-only"),
    case("in-bulk-keys", f"{USING}orders.in_bulk([1, 2])", "reads-only"),
    case("values", f"{USING}for row in orders.values('a'): pass", "loads-all shop.Order", "reads-only"),
    case("open-slice", f"{USING}for row in orders.order_by('a')[1:]: pass", "loads-all shop.Order", "reads-only"),
    case("excluded-key", f"{USING}for row in orders.exclude(pk=1): pass", "loads-all shop.Order", "reads-only"),
    case("iterator", f"{USING}for row in orders.iterator(): pass", "reads-only"),
    case(
        "chained",
        f"import itertools\n{USING}for row in itertools.chain(orders.all(), []): row.save()",
        "loads-all shop.Order",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "rows-by-key",
        f"{USING}for pk, row in orders.in_bulk().items(): row.save()",
        "loads-all shop.Order",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "rows-by-field",
        f"{USING}rows = {{o.a: o for o in orders.iterator()}}\nfor a, row in rows.items(): row.save()",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case("slice", f"{USING}for row in orders.all()[:100]: pass", "reads-only"),
    case("keys", f"{USING}for row in orders.filter(pk__in=[1, 2]): pass", "reads-only"),
    case("key-range", f"{USING}for row in orders.filter(pk__gte=1, pk__lt=9): pass", "reads-only"),
    case("open-key-range", f"{USING}for row in orders.filter(pk__gt=1): pass", "loads-all shop.Order", "reads-only"),
    case(
        "keys-from-a-query",
        f"{USING}for row in orders.filter(pk__in=orders.filter(a=1)): pass",
        "loads-all shop.Order",
        "reads-only",
    ),
    case(
        "batches-of-keys",
        f"{USING}for keys in batches():\n    for row in orders.filter(pk__in=keys): row.save()",
        "updates-rows shop.Order",
    ),
    case(
        "batches-put-together",
        f"{USING}for start in range(9):\n    for row in orders.filter(**options(start)): print(row)",
    ),
    case(
        "rows-of-groups",
        f"{USING}for group in orders.values('a').annotate(n=models.Count('pk')).filter(n__gt=1):\n"
        "    for row in orders.filter(a=group['a'])[1:]: row.delete()",
        "deletes-rows shop.Order",
    ),
    case("groups", f"{USING}for g in orders.values('a').annotate(n=models.Count('pk')): pass", "reads-only"),
    case("distinct-values", f"{USING}for a in orders.values_list('a', flat=True).distinct(): pass", "reads-only"),
    case("related-rows", f"{USING}for line in orders.get(pk=1).lines.all(): pass", "reads-only"),
    case("rows-of-a-row", f"{USING}row = orders.first()\nfor x in orders.filter(parent=row): pass", "reads-only"),
    case(
        "small-tables",
        "db = schema_editor.connection.alias\n"
        "for group in apps.get_model('auth.Group').objects.using(db).all(): group.save()",
        "updates-rows auth.Group",
    ),
    case(
        "pages",
        f"from django.core.paginator import Paginator\n{USING}pages = Paginator(orders.order_by('pk'), 100)\n"
        "for number in pages.page_range:\n    for row in pages.page(number).object_list: row.save()",
        "updates-rows shop.Order",
    ),
    case(
        "islice-of-an-iterator",
        f"from itertools import islice\n{USING}rows = orders.iterator()\n"
        "while batch := list(islice(rows, 100)):\n    orders.bulk_update(batch, ['a'])",
        "bulk-updates shop.Order",
    ),
    case(
        "islice-of-a-queryset",
        f"import itertools\n{USING}itertools.islice(orders, 9)",
        "loads-all shop.Order",
        "reads-only",
    ),
    case(
        "slices-in-a-while-loop",
        f"{USING}while True:\n    batch = list(orders.filter(a=None)[:100])\n    if not batch: break\n"
        "    for row in batch: row.save()",
        "updates-rows shop.Order",
    ),
]

LOOPS = [
    case(
        "save-in-loop",
        f"{USING}for row in orders.iterator():\n    row.a = 1\n    row.save(update_fields=['a'])",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "save-in-loop-over-list",
        f"{USING}for row in list(orders.filter(a=1)): row.save()",
        "loads-all shop.Order",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "save-in-loop-over-collected",
        f"{USING}rows = []\nfor row in orders.iterator(): rows.append(row)\nfor row in rows: row.save()",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "save-of-related-in-loop",
        f"{USING}for row in orders.iterator(): row.customer.save()",
        "saves-in-loop row.customer",
        "updates-rows row.customer",
    ),
    case(
        "new-row-in-loop",
        f"{USING}for row in orders.iterator(): Order(a=row.a).save(using='x')",
        "saves-in-loop shop.Order",
        "creates-rows shop.Order",
    ),
    case(
        "save-in-nested-loop",
        f"{USING}for row in orders.iterator():\n    for line in row.lines.all(): line.save()",
        "saves-in-loop line",
        "updates-rows line",
    ),
    case("save-of-literals", "for a in (1, 2): Order(a=a).save(using='x')", "creates-rows shop.Order"),
    case("save-of-certain-keys", f"{USING}for pk in [1, 2]: orders.get(pk=pk).save()", "updates-rows shop.Order"),
    case(
        "gathered-and-written-in-batches",
        f"{USING}batch = []\nfor row in orders.iterator():\n    batch.append(row)\n    if len(batch) > 99:\n"
        "        orders.bulk_update(batch, ['a'])\n        batch.clear()",
        "bulk-updates shop.Order",
    ),
    case(
        "map",
        f"{USING}def fix(row): row.save()\nlist(map(fix, orders.iterator()))",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "zip",
        f"{USING}for row, n in zip(orders.iterator(), range(9)): row.save()",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "file-field",
        f"{USING}for row in orders.iterator(): row.scan.save('x.pdf', row.data)",
        "files scan.save",
    ),
    case(
        "field-by-name",
        f"{USING}for row in orders.iterator():\n    for name in names: getattr(row, name).save()",
        "saves-in-loop getattr(row, name)",
        "updates-rows getattr(row, name)",
    ),
    case(
        "filtered-in-python",
        f"{USING}for row in filter(None, orders.iterator()): row.save()",
        "saves-in-loop shop.Order",
        "updates-rows shop.Order",
    ),
    case(
        "extended",
        f"{USING}rows = []\nrows.extend(orders.iterator())\nfor row in rows: row.delete()",
        "deletes-rows shop.Order",
    ),
    case("unknown-row-deleted", "for row in rows(): row.delete()", "deletes-rows row"),
    case("json-field", f"{USING}for row in orders.iterator(): row.data.update({{'a': 1}})", "reads-only"),
    case("list-in-json-field", f"{USING}for row in orders.iterator(): row.data['x'].remove(1)", "reads-only"),
    case("many-to-many", f"{USING}orders.first().tags.add(3)", "creates-rows tags"),
    case("many-to-many-cleared", f"{USING}orders.first().tags.clear()", "deletes-rows tags"),
]


@pytest.mark.parametrize(("source", "facts"), [*QUERIES, *LOADS, *LOOPS])
def test_facts(tmp_path: Path, source: str, facts: set[str]) -> None:
    code = read(tmp_path, source)
    assert not code.noop
    assert said(code) == facts
