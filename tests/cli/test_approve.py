"""``approve``, and what a protected environment asks for: enough people, and not only those who wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projects import Project, shop

ADD = 'migrations.AddField("customer", "field{}", models.BooleanField(null=True)),'
#: What a test asks for stands in its environment, so that all share one database.
SETTINGS = """
import os
INSTALLED_APPS += ["django.contrib.auth", "django.contrib.contenttypes"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SCHEMAGUARD |= {"ENVIRONMENT": "production", "PROTECTED": ["production"]}
INSTALLED_APPS += ["django.contrib.sessions"] if "MORE" in os.environ else []
SCHEMAGUARD |= {"APPROVALS": int(os.environ.get("PEOPLE", "1")), "FOUR_EYES": "FOUR_EYES" in os.environ}
"""
USERS = """
from django.contrib.auth.models import Permission, User
may = Permission.objects.get(content_type__app_label="schemaguard", codename="approve")
for name, email, first, last in (
    ("ada", "ada@example.org", "Ada", "Byron"),
    ("bob", "bob@example.org", "Bob", ""),
    ("tests", "", "", ""),
    ("eve", "eve@example.org", "", ""),
):
    user = User.objects.create_user(name, email, name[::-1], first_name=first, last_name=last)
    if name != "eve":
        user.user_permissions.add(may)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Its database has 0001, the ledger and users; five migrations are pending, of which git does not know the last."""
    project = shop(tmp_path_factory.mktemp("shop"), *map(ADD.format, range(5)))
    project.settings(SETTINGS)
    assert project.manage("migrate", "-v", "0").code == 0
    assert project.manage("migrate", "-v", "0", "shop", "0001").code == 0
    assert project.manage("shell", "-c", USERS).code == 0
    project.write(".gitignore", "db.sqlite3\nshop/migrations/0006_step.py\n")
    project.git("init", "--quiet")
    project.commit()
    return project


def approve(project: Project, user: str, *what: str, password: str | None = None) -> Any:
    given = user[::-1] if password is None else password
    return project.schemaguard("approve", *what, "--user", user, SCHEMAGUARD_PASSWORD=given)


def missing(project: Project, migration: str, **settings: str) -> str:
    """What is missing for one migration, without the command that gives it."""
    done = project.schemaguard("plan", "--no-probes", "--format", "json", "shop", migration, **settings)
    assert done.code in (0, 1), done.err
    sentences = done.json["steps"][-1]["missing"]
    return " ".join(sentences).partition(" Approve it: manage.py schemaguard approve shop ")[0]


def test_from_approval_to_withdrawal(project: Project) -> None:
    assert missing(project, "0002") == "1 person has to approve it."
    done = approve(project, "ada", "shop", "0002", "--comment", "Looked at it.")
    assert (done.code, done.out, done.err) == (0, "ada approved shop.0002_step on default.\n", "")
    assert missing(project, "0002") == ""
    again = approve(project, "ada", "shop", "0002_step")
    assert again.out == "ada had already approved shop.0002_step on default.\n"
    nothing = approve(project, "bob", "shop", "0002", "--withdraw")
    assert nothing.is_one_clear_line()
    assert "bob has not approved this" in nothing.err
    back = approve(project, "ada", "shop", "0002", "--withdraw")
    assert back.out.startswith("ada took back the approval of shop.0002_step on default.\nStill missing for shop.0002")
    assert missing(project, "0002") == "1 person has to approve it."


def test_a_plan_is_approved_as_it_is(project: Project) -> None:
    assert project.schemaguard("plan", "--no-probes", "--save", "plan.json", "shop", "0002").code == 1
    done = approve(project, "bob", "plan.json")
    assert done.out == "bob approved shop.0002_step on default.\n"
    shown = project.schemaguard("plan", "--no-probes", "shop", "0002")
    assert shown.code == 0
    assert "   approved    by bob, 20" in shown.out
    # A changed file is another one.
    old = project.read("shop/migrations/0002_step.py")
    project.write("shop/migrations/0002_step.py", old.replace("null=True", "null=True, default=True"))
    assert missing(project, "0002") == "1 person has to approve it."
    refused = approve(project, "ada", "plan.json")
    assert refused.is_one_clear_line()
    assert "shop.0002_step does not do what it did when the plan was made" in refused.err
    project.write("shop/migrations/0002_step.py", old)
    assert missing(project, "0002") == ""
    assert approve(project, "bob", "plan.json", "--withdraw").code == 0


REFUSED = [
    ("ada", ("shop", "0002"), "wrong", "This is not the password of ada, or there is no such active user"),
    ("nobody", ("shop", "0002"), "x", "This is not the password of nobody, or there is no such active user"),
    ("eve", ("shop", "0002"), "eve", "eve may not approve. Somebody who may give permissions has to give this one: schemaguard.approve"),
    ("ada", ("shop", "0001"), "ada", "shop 0001: nothing of it is pending"),
    ("ada", ("shop",), "ada", "shop cannot be read: Is a directory. Name a file of plan --save, or an app and a migration."),
    ("ada", ("nofile.json",), "ada", "nofile.json cannot be read: No such file or directory"),
    ("ada", ("manage.py",), "ada", "manage.py is no JSON"),
    ("ada", ("shpo", "0002"), "ada", "Did you mean 'shop'?"),
]  # fmt: skip


@pytest.mark.parametrize(("user", "what", "password", "words"), REFUSED)
def test_bad_input_is_one_line(project: Project, user: str, what: tuple[str, ...], password: str, words: str) -> None:
    done = approve(project, user, *what, password=password if user != password else password[::-1])
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    assert words in done.err


def test_nobody_is_there_to_be_asked(project: Project) -> None:
    done = project.schemaguard("approve", "shop", "0002", "--user", "ada")
    assert done.is_one_clear_line()
    assert "Give it as SCHEMAGUARD_PASSWORD" in done.err


def test_somebody_logged_in_is_no_proof(tmp_path: Any) -> None:
    project = shop(tmp_path)
    done = approve(project, "ada", "shop", "0001")
    assert done.is_one_clear_line()
    assert "django.contrib.auth is not installed" in done.err


def test_a_database_without_a_ledger_says_how_to_get_one(tmp_path: Any) -> None:
    project = shop(tmp_path)
    project.settings(SETTINGS)
    done = approve(project, "ada", "shop", "0001")
    assert done.is_one_clear_line()
    assert "Make it: manage.py schemaguard apply schemaguard --database default" in done.err


def test_nobody_approves_alone_what_he_wrote(project: Project) -> None:
    """The author is tests <tests@example.org>, says git."""
    strict = {"FOUR_EYES": "1"}
    assert missing(project, "0003", **strict) == "1 person has to approve it."
    approve(project, "tests", "shop", "0003")
    assert missing(project, "0003") == ""
    alone = "tests approved it, and wrote it: somebody else has to approve it too."
    assert missing(project, "0003", **strict) == alone
    approve(project, "bob", "shop", "0003")
    assert missing(project, "0003", **strict) == ""


def test_who_has_helped_has_written_it_as_well(project: Project) -> None:
    strict = {"FOUR_EYES": "1"}
    approve(project, "ada", "shop", "0004")
    assert missing(project, "0004", **strict) == ""
    text = project.read("shop/migrations/0004_step.py")
    project.write("shop/migrations/0004_step.py", text + "# A remark, which changes no digest.\n")
    unknown = "ada approved it; 1 more person has to approve it. Git does not know who wrote it, so that one alone may"
    assert missing(project, "0004", **strict).startswith(unknown)
    project.commit("Add a remark\n\nCo-authored-by: Somebody Else <ADA@example.org>")
    assert missing(project, "0004", **strict).startswith("ada approved it, and wrote it")


def test_two_people_where_git_does_not_know(project: Project) -> None:
    strict = {"FOUR_EYES": "1"}
    assert missing(project, "0006", **strict).startswith("2 people have to approve it. Git does not know")
    approve(project, "ada", "shop", "0006")
    approve(project, "bob", "shop", "0006")
    assert missing(project, "0006", **strict) == ""


def test_as_many_people_as_the_settings_say(project: Project) -> None:
    approve(project, "ada", "shop", "0005")
    assert missing(project, "0005", PEOPLE="2") == "ada approved it; 1 more person has to approve it."
    assert missing(project, "0005", PEOPLE="3") == "ada approved it; 2 more people have to approve it."
    assert missing(project, "0005", PEOPLE="0") == ""
    approve(project, "bob", "shop", "0005")
    assert missing(project, "0005", PEOPLE="2") == ""


def test_installed_packages_have_no_author_here(project: Project) -> None:
    done = project.schemaguard("plan", "--no-probes", "--format", "json", "sessions", FOUR_EYES="1", MORE="1")
    (step,) = done.json["steps"]
    assert step["missing"] == [
        "1 person has to approve it. Approve it: manage.py schemaguard approve sessions 0001_initial"
    ]
