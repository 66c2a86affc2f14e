"""Every setting of the product. What differs from one installation to another is an environment variable, read by
``env.py`` and described in ``docs/deployment.md``."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from deliberation import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = env.flag("DJANGO_DEBUG", False)
SECRET_KEY = env.secret("DJANGO_SECRET_KEY", VAR_DIR / "secret-key")
# Former keys, with which an urn may still be sealed.
SECRET_KEY_FALLBACKS = env.words("DJANGO_SECRET_KEY_FALLBACKS", "")
# What pages leave in a browser for one person, and a shared tablet forgets between two: the receipts' secret.
LENT_COOKIES = ["receipts", "answers"]
BASE_URL = env.text("BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SECURE = urlsplit(BASE_URL).scheme == "https"
DEMO = env.flag("DEMO", False)
DEMO_BADGES = env.folder("DEMO_BADGES", VAR_DIR / "demo" / "badges.json")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "deliberation.apps.DeliberationConfig",
    "sessions.apps.LiveConfig",
]

MIDDLEWARE = [
    # First: whatever answers, a refusal or an error included, says what a browser may do with it.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After WhiteNoise, whose files were compressed when they were built.
    "deliberation.kernel.compression.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "deliberation.panel.tablets.LentTabletMiddleware",
    # Last on purpose: it is synchronous, so that Django runs all those above it in one thread, without a change of
    # thread for each of them.
    "deliberation.accounts.language.ChosenLanguageMiddleware",
]

ROOT_URLCONF = "deliberation.urls"
ASGI_APPLICATION = "sessions.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "deliberation.accounts.display.display",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "deliberation.templatetags.reading",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "deliberation.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "capacity": 1000},
        }
    }
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    }
else:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}},
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The live layer: open pages in one server process

PAGES_PER_PERSON = env.whole("PAGES_PER_PERSON", 8)
# A whole hall stands behind one address.
PAGES_PER_ADDRESS = env.whole("PAGES_PER_ADDRESS", 3000)

# People

AUTH_USER_MODEL = "deliberation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

ACCOUNT_ADAPTER = "deliberation.accounts.adapter.ClosedSignUp"
ACCOUNT_FORMS = {"request_login_code": "deliberation.accounts.forms.CodeRequestForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
# A panel of 70 signs in from behind one address of the hall's network: limits count the account, not the address.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/5m/key",
    "request_login_code": "600/m/ip,3/m/key",
}

for _name, _value in env.email("EMAIL_URL", VAR_DIR / "mail").items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Délibération <ne-pas-repondre@localhost>")

# Language and time

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Europe/Paris")
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served from where they are built: a clean clone needs no collectstatic.
WHITENOISE_USE_FINDERS = True
# An address says which version of the file it means (kernel/versions.py), so a browser may keep it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "deliberation.kernel.versions.VersionedFiles"},
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60 * 24
MEDIA_ROOT = env.folder("MEDIA_DIR", VAR_DIR / "media")
MAX_DOCUMENT_BYTES = env.whole("MAX_DOCUMENT_MB", 20) * 1024 * 1024
# A whole dossier in one file, which takes that much of the disk while it is sent.
MAX_PACK_BYTES = env.whole("MAX_PACK_MB", 200) * 1024 * 1024

# The seal of opinions

SEAL_DIR = env.folder("SEAL_DIR", VAR_DIR / "seal")
SEAL_NAME = env.text("SEAL_NAME", "Délibération")
SEAL_PKCS12 = env.text("SEAL_PKCS12", "")
SEAL_PASSPHRASE = env.text("SEAL_PASSPHRASE", "")
# A time-stamping service (RFC 3161) and the certificates it is trusted by: it says when a citizen signed and when the
# seal was made; without one an authority that this installation makes for itself says when citizens signed. And how far
# the seal goes with it.
TIMESTAMP_URL = env.text("TIMESTAMP_URL", "")
TIMESTAMP_ROOTS = env.text("TIMESTAMP_ROOTS", "")
SEAL_LEVEL = env.text("SEAL_LEVEL", "")

# The browser's own protections

CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Our own files and nothing else: no other host, no script or style inside a page. Sockets count as connections.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        # Said with its scheme as well: browsers of before 2022 do not count sockets as the page's own host.
        "connect-src": [SELF, f"{'wss' if SECURE else 'ws'}://{urlsplit(BASE_URL).netloc}"],
        "font-src": [SELF],
        # The parser of PDF files (static/js/pdfworker.js).
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
