"""The ledger: what ran where, when and why. And what was read and rehearsed.

Keys are UUIDs, so that the tables work on every engine. Rows of the ledger are added, never changed. Its times are UTC
as text, so that no server and no setting of time zones turns them: entries are hashed, and must read back as they were.
"""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from schemaguard.exceptions import SchemaguardError


class AppendOnly(SchemaguardError):
    """Somebody tried to change or to delete what is written in the ledger."""

    def __init__(self) -> None:
        super().__init__("The ledger is append-only: what is written in it is neither changed nor deleted.")


class AddedQuerySet(models.QuerySet[Any]):
    """Rows that may be added and read."""

    def update(self, **values: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnly

    def bulk_update(self, *arguments: Any, **options: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise AppendOnly


class Added(models.Model):
    """A row that is added once."""

    objects = AddedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *arguments: Any, **options: Any) -> None:
        """Insert a new row; nothing else. Fixtures come through here as well."""
        if not self._state.adding and not options.get("raw"):
            raise AppendOnly
        super().save_base(*arguments, **{**options, "force_insert": True, "force_update": False})

    def delete(self, *arguments: Any, **options: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly


class Run(Added):
    """One time that migrations ran on one database: see runs.RunInfo. The entry BEGUN vouches for all of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(_("environment"), max_length=100)
    database = models.CharField(_("database alias"), max_length=100)
    command = models.CharField(_("command"), max_length=30)
    begun_at = models.CharField(_("begun at"), max_length=27)
    arguments = models.TextField(_("arguments"), blank=True)
    plan = models.CharField(_("plan"), max_length=128, blank=True)
    system_user = models.CharField(_("system user"), max_length=255, blank=True)
    ci_user = models.CharField(_("CI user"), max_length=255, blank=True)
    django_user = models.CharField(_("Django user"), max_length=255, blank=True)
    host = models.CharField(_("host"), max_length=255, blank=True)
    #: JSON.
    versions = models.TextField(_("versions"), blank=True)
    git_commit = models.CharField(_("git commit"), max_length=64, blank=True)
    git_branch = models.CharField(_("git branch"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-begun_at",)
        indexes = (models.Index(fields=("begun_at",), name="schemaguard_run_begun"),)

    def __str__(self) -> str:
        return f"{self.command} on {self.database}, {self.begun_at[:16]}"


class RunStep(Added):
    """One entry of the ledger: see runs.NewEntry for what most fields mean."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: From 1, without holes.
    number = models.PositiveBigIntegerField(_("number"), unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps", verbose_name=_("run"))
    event = models.CharField(_("event"), max_length=20)
    at = models.CharField(_("at"), max_length=27)
    app = models.CharField(_("app"), max_length=255, blank=True)
    migration = models.CharField(_("migration"), max_length=255, blank=True)
    backwards = models.BooleanField(_("taken back"), default=False)
    position = models.PositiveIntegerField(_("position"), null=True)
    operation = models.PositiveIntegerField(_("operation"), null=True)
    statement = models.PositiveIntegerField(_("statement"), null=True)
    digest = models.CharField(_("digest"), max_length=128, blank=True)
    source = models.TextField(_("source"), blank=True)
    sql = models.TextField(_("SQL"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    ticket = models.CharField(_("ticket"), max_length=255, blank=True)
    seconds = models.FloatField(_("seconds"), null=True)
    lock_seconds = models.FloatField(_("seconds waited for locks"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    error = models.TextField(_("error"), blank=True)
    #: JSON.
    details = models.TextField(_("details"), blank=True)
    #: The hash of the entry before it; of the first one: which ledger this is.
    previous = models.CharField(_("previous hash"), max_length=64)
    #: SHA-256 of all the above.
    hash = models.CharField(_("hash"), max_length=64)
    #: HMAC of the hash, made with LEDGER_KEY, after a word that tells which key it was.
    seal = models.CharField(_("seal"), max_length=80, blank=True)
    #: Of a copy in the central ledger: hash and number of the entry, and from which ledger it came.
    origin = models.CharField(_("hash of the original"), max_length=64, blank=True)
    origin_number = models.PositiveBigIntegerField(_("number of the original"), null=True)
    origin_ledger = models.UUIDField(_("ledger of the original"), null=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("origin_ledger", "origin_number"), name="schemaguard_step_origin"),
        )
        indexes = (
            models.Index(fields=("app", "migration"), name="schemaguard_step_migration"),
            models.Index(fields=("event",), name="schemaguard_step_event"),
        )
        permissions = (("approve", "Can approve plans and migrations"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.event} {self.app}.{self.migration}".rstrip(" .")


class LedgerHead(models.Model):
    """Where the ledger of a database ends: one row, so that writers queue and a cut-off end is found."""

    #: Always the same, so that there is one.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Which ledger this is.
    ledger = models.UUIDField(_("ledger"))
    number = models.PositiveBigIntegerField(_("number of the last entry"), default=0)
    hash = models.CharField(_("hash of the last entry"), max_length=64, blank=True)
    #: Of number and hash.
    seal = models.CharField(_("seal"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("end of the ledger")
        verbose_name_plural = _("ends of the ledger")

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:16]}"


#: In every database that is migrated, whatever routers say: see migrations/_everywhere.py.
EVERYWHERE = (Run, RunStep, LedgerHead)


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
