"""Settings of the sample shop. Every variable read here is documented in .env.example."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY: the built-in key is for development only, and DEBUG is off.")
    SECRET_KEY = "only-for-development-and-known-to-everyone"

INSTALLED_APPS = [
    "sample_project",
    "sample_project.accounts",
    "sample_project.customers",
    "sample_project.catalogue",
    "sample_project.orders",
    "sample_project.payments",
    "sample_project.shipping",
    "sample_project.loyalty",
    "schemaguard",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "sample_project.urls"
WSGI_APPLICATION = "sample_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(DATABASE_URL)}

MONGODB_URL = env.str("MONGODB_URL", default="")
if MONGODB_URL:
    if find_spec("django_mongodb_backend") is None:
        raise ImproperlyConfigured("MONGODB_URL is set: install django-mongodb-backend, or unset it.")
    # The backend takes the whole URL as HOST, and the database's name from its path.
    DATABASES["documents"] = {"ENGINE": "django_mongodb_backend", "HOST": MONGODB_URL}
    DATABASE_ROUTERS = ["sample_project.routers.RelationalRouter"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"

SCHEMAGUARD: dict[str, Any] = {
    "ENVIRONMENT": "local",
    "METADATA": {
        "reason": {"required": True, "min_words": 4},
        "ticket": {"required": False, "pattern": r"SHOP-\d+"},
    },
    # Rows that generated values do not think of: python manage.py schemaguard rehearse --all
    "REHEARSAL": {"SEEDS": ["sample_project.rehearsal"]},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Developers run SQLite; production is PostgreSQL 16, so that is what a migration has to be safe for.
    SCHEMAGUARD["TARGET"] = {"default": "postgresql 16"}
    # The history before schemaguard came was looked through once and taken over, app by app:
    # python manage.py schemaguard check orders --write-baseline sample_project/schemaguard-baseline.json
    SCHEMAGUARD["BASELINE"] = str(BASE_DIR / "sample_project" / "schemaguard-baseline.json")
