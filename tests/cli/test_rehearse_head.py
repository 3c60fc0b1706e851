"""``schemaguard rehearse --mode head`` where something has no way back: what does not need it is taken back all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import CUSTOMER, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")


def test_only_what_is_needed_stays_behind(tmp_path: Path) -> None:
    project = shop(tmp_path, 'migrations.RemoveField("customer", "note"),')
    # Its migrations come before those of the shop, so they are taken back after them.
    project.add_app("blog", migrations={"0001_initial": migration(CUSTOMER.replace("Customer", "Reader"))})
    project.add_migration(
        "blog", "0002_step", migration('migrations.RemoveField("reader", "note"),', after=[("blog", "0001_initial")])
    )
    project.add_app(
        "zoo", migrations={"0001_initial": migration('migrations.RunSQL("CREATE TABLE zoo_cage (id integer)"),')}
    )
    project.add_migration(
        "shop",
        "0003_step",
        migration('migrations.RunSQL("DELETE FROM shop_customer"),', after=[("shop", "0002_step")]),
    )
    done = project.schemaguard("rehearse", "--all", "--mode", "head", "--format", "json")
    assert done.code == 1, done.err
    found = {f"{item['app']}.{item['migration']}": item["head"] for item in done.json["migrations"]}
    mine = {name: head["verdict"] for name, head in found.items() if name.split(".")[0] in ("blog", "shop", "zoo")}

    assert mine == {
        "blog.0001_initial": "restored",
        "blog.0002_step": "lossy",
        "shop.0001_initial": "skipped",
        "shop.0002_step": "skipped",
        "shop.0003_step": "irreversible",
        "zoo.0001_initial": "irreversible",
    }
    assert [(item["table"], item["column"]) for item in found["blog.0002_step"]["lost"]] == [("blog_reader", "note")]
    assert found["blog.0002_step"]["residue"] == []
