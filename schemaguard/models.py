"""The ledger: what ran where, when and why.

Keys are UUIDs, so that the tables work on every engine. Rows are added, never changed.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One time that migrations ran on one database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(_("environment"), max_length=100)
    database = models.CharField(_("database alias"), max_length=100)
    command = models.CharField(_("command"), max_length=30)
    finished_at = models.DateTimeField(_("finished at"), db_index=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-finished_at",)

    def __str__(self) -> str:
        return f"{self.command} on {self.database}, {self.finished_at:%Y-%m-%d %H:%M}"


class RunStep(models.Model):
    """One migration that a run applied, or took back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps", verbose_name=_("run"))
    position = models.PositiveIntegerField(_("position"))
    app = models.CharField(_("app"), max_length=255)
    migration = models.CharField(_("migration"), max_length=255)
    backwards = models.BooleanField(_("taken back"))
    #: What the file did when it ran: see MigrationFile.digest.
    digest = models.CharField(_("digest"), max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    ticket = models.CharField(_("ticket"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of runs")
        ordering = ("run", "position")
        constraints = (models.UniqueConstraint(fields=("run", "position"), name="schemaguard_step_position"),)
        indexes = (models.Index(fields=("app", "migration"), name="schemaguard_step_migration"),)

    def __str__(self) -> str:
        return f"{self.app}.{self.migration}"


class SnapshotRecord(models.Model):
    """What one database of an environment looked like at one time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(_("environment"), max_length=100)
    database = models.CharField(_("database alias"), max_length=100)
    #: The product: "postgresql", "mariadb" …
    vendor = models.CharField(_("kind of server"), max_length=30)
    version = models.CharField(_("version of the server"), max_length=30, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    #: How many tables and collections it holds.
    tables = models.PositiveIntegerField(_("tables"))
    #: As schema/document.py writes it, for this database alone.
    document = models.TextField(_("document"))
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-taken_at",)
        indexes = (models.Index(fields=("environment", "database", "taken_at"), name="schemaguard_snapshot_place"),)

    def __str__(self) -> str:
        return f"{self.environment}, {self.database}, {self.taken_at:%Y-%m-%d %H:%M}"


class RehearsalRecord(models.Model):
    """What became of one migration that was rehearsed on one database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(_("environment"), max_length=100)
    database = models.CharField(_("database alias"), max_length=100)
    app = models.CharField(_("app"), max_length=255)
    migration = models.CharField(_("migration"), max_length=255)
    #: What the file did: see MigrationFile.digest. Empty where it could not be read.
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    #: "postgresql", "mysql" …
    vendor = models.CharField(_("kind of database"), max_length=30)
    #: The product and its version.
    server = models.CharField(_("server"), max_length=100, blank=True)
    #: "empty", or what structure and rows were copied from.
    source = models.CharField(_("source"), max_length=200)
    #: How many rows a table had at the most; null: all.
    most_rows = models.PositiveIntegerField(_("rows of a table"), null=True)
    mode = models.CharField(_("mode"), max_length=10)
    verdict = models.CharField(_("verdict"), max_length=20)
    #: By which verdict it counts: a forward that fails the second time is none that is restored.
    counts_as = models.CharField(_("counts as"), max_length=20)
    again = models.CharField(_("forward again"), max_length=20)
    #: Of all three ways.
    seconds = models.FloatField(_("seconds"))
    #: The JSON of this migration.
    document = models.TextField(_("document"))
    rehearsed_at = models.DateTimeField(_("rehearsed at"))

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ("-rehearsed_at",)
        indexes = (models.Index(fields=("app", "migration", "rehearsed_at"), name="schemaguard_rehearsal"),)

    def __str__(self) -> str:
        return f"{self.app}.{self.migration}: {self.verdict}, {self.rehearsed_at:%Y-%m-%d %H:%M}"
