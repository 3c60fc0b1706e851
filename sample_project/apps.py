"""The sample project as an app."""

from __future__ import annotations

from django.apps import AppConfig


class SampleProjectConfig(AppConfig):
    """Makes the project's own management commands available. It has no models."""

    name = "sample_project"
    verbose_name = "Sample shop"
