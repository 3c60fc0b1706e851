"""The shop has rows for every model, and admin pages that show them."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from sample_project.factories import UserFactory
from sample_project.seeding import fill_shop
from tests.sample_project.project import shop_apps

MODELS = [model for config in shop_apps() for model in config.get_models()]
WITHOUT_PAGE = {"productcategory", "cartitem", "orderevent", "stocklevel", "shipmentline", "parcel", "pointsentry"}


def pages(model: type[Model], pk: object) -> list[str]:
    """The list of a model in the admin, and the page of one row."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[pk])]


@pytest.mark.django_db
def test_admin_pages(client: Client) -> None:
    """Models without a page are shown on the page of another."""
    fill_shop(customers=2)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    registered = [model for model in MODELS if admin.site.is_registered(model)]
    assert {model._meta.model_name for model in MODELS} - {m._meta.model_name for m in registered} == WITHOUT_PAGE
    for model in registered:
        for page in pages(model, model._default_manager.values_list("pk", flat=True)[0]):
            assert client.get(page).status_code == 200, page


@pytest.mark.django_db
def test_seeding_fills_every_table_and_can_be_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed", customers=2)
    call_command("seed", customers=1, seed=7)
    assert [model for model in MODELS if not model._default_manager.exists()] == []
    assert "Added 2 customers" in capsys.readouterr().out


def test_seeding_refuses_nonsense() -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command("seed", customers=0)
