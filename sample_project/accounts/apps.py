"""The app accounts: users, staff and their attempts to sign in."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of the app accounts."""

    name = "sample_project.accounts"
