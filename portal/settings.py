"""All settings of the portal, read from the environment through helpers that reject invalid values.

With nothing set this is the embedded default: SQLite, a local Valkey server and keys under `var/`.
With `DATABASE_URL` set, the keys, the cache and the mail server must be set too.
"""

import os
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from environments.endpoints import REGIONS
from portal import cors, embedded, social_providers
from portal.environment import EMBEDDED, env, http_url, positive_number, required
from portal.logging import configure as configure_logging
from portal.schedule import BEAT_SCHEDULE

BASE_DIR = embedded.ROOT
if EMBEDDED and (reason := embedded.configuration_error(os.environ)):
    raise ImproperlyConfigured(reason)

# Site and keys
PORTAL_PORT = env.int("PORTAL_PORT", 8000)
SITE_URL = http_url("PORTAL_URL", f"http://localhost:{PORTAL_PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname
DEBUG = False
SECRET_KEY = required("PORTAL_SECRET_KEY", lambda: embedded.get_or_create_key("secret"))
PORTAL_SECRET_KEYS = required("PORTAL_SECRET_KEYS", lambda: embedded.get_or_create_key("encryption")).split()
ALLOWED_HOSTS = env.list(
    "PORTAL_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1"] if EMBEDDED else [SITE_HOST]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")
if EMBEDDED:
    os.environ.setdefault("PORTAL_CLOCK_FILE", str(embedded.data_folder() / "clock"))

# OrderCloud
EMULATOR_URL = http_url(
    "EMULATOR_URL",
    f"http://127.0.0.1:{env.int('EMULATOR_PORT', 8100)}" if EMBEDDED else "http://127.0.0.1:8100",
)
EMULATOR_KEY = env.str("EMULATOR_KEY", "") or (embedded.get_or_create_key("emulator") if EMBEDDED else "")
# Where users can create organizations.
SANDBOX_REGIONS = env.list("SANDBOX_REGIONS", default=[region.id for region in REGIONS])
if unknown_regions := set(SANDBOX_REGIONS) - {region.id for region in REGIONS}:
    raise ImproperlyConfigured(f"SANDBOX_REGIONS contains unknown regions: {', '.join(unknown_regions)}.")
HOSTED_PORTAL_URL = http_url("HOSTED_PORTAL_URL", "https://portal.ordercloud.io")
ORDERCLOUD_TIMEOUT = env.float("ORDERCLOUD_TIMEOUT", 30.0)
RESTORE_CONCURRENCY = env.int("RESTORE_CONCURRENCY", 8)
# Of the console: days for which requests and undo are stored, and the largest body and record in bytes.
HISTORY_DAYS, HISTORY_MAX_SIZE = env.int("HISTORY_DAYS", 30), env.int("HISTORY_MAX_SIZE", 256_000)
UNDO_DAYS, UNDO_MAX_SIZE = env.int("UNDO_DAYS", 7), env.int("UNDO_MAX_SIZE", 1_000_000)

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.demo",
    "console",
    "contributors",
    "organizations.restores",
    "organizations",
    "accounts",
    "portal.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "accounts.social.google",
    "allauth.mfa",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "django_prometheus",
    "health_check",
    "django_structlog",
    "lucide",
    "ninja",
    "template_partials",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.local_access.LocalOnlyMiddleware",
    "lib.request_context.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CompressionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "portal.response_headers.CacheControlMiddleware",
    "portal.api.protocol.ApiProtocolMiddleware",
    "portal.api.envelope.ApiEnvelopeMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.middleware.HtmxAuthMiddleware",
    "portal.middleware.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lib.request_context.RequestContextMiddleware",
    "portal.middleware.PlainTextMiddleware",
    "accounts.login.session_activity.SessionActivityMiddleware",
    "accounts.onboarding.RequiredSetupMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.navigation.navigation",
            ],
            "builtins": ["lib.templatetags.ui"],
        },
    },
]

# Database, cache, background
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    " PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
)
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": embedded.data_folder() / "portal.sqlite3",
            # Without IMMEDIATE, two processes that read before they write block each other.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
        },
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", lambda: f"redis://127.0.0.1:{env.int('VALKEY_PORT', 8103)}/0")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.FallbackRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
CELERY_BROKER_URL = REDIS_URL
# A message is only a hint: the work is stored in rows, which beat resumes (decision 0008).
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # retry forever
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "contributors.backend.AccessBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.validators.password.{rule}"}
    for rule in ("MinimumLength", "CommonPassword", "PersonalInformation")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.login.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_FORMS = {"login": "accounts.forms.sign_in.SignInForm"}
ACCOUNT_USERNAME_VALIDATORS = "accounts.validators.username.USERNAME_VALIDATORS"
ACCOUNT_PRESERVE_USERNAME_CASING = True
# An account is created after its email is verified, so sign-in has nothing left to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": None}  # lib.rate_limit counts these
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None  # as the user chooses
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
PROVIDERS = social_providers.load(env, embedded=EMBEDDED)
SOCIALACCOUNT_ADAPTER = "accounts.social.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = PROVIDERS.social
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
MFA_ADAPTER = "accounts.mfa.adapter.MFAAdapter"
MFA_FORMS = {"authenticate": "accounts.mfa.adapter.SecondFactorForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers allow it at localhost alone
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("PORTAL_BEHIND_PROXY", False) else 0
TERMS_DATE = date.fromisoformat(env.str("TERMS_DATE", "2026-09-01"))
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # no cache, so that signing out is immediate

# Email: what Django sends becomes a row; the worker passes rows to the transport.
EMAIL_BACKEND = "accounts.mail.outbox.OutboxBackend"
MAIL_FOLDER = embedded.data_folder() / "mail" if EMBEDDED else None
MAIL_TRANSPORT = (
    "accounts.mail.file_backend.FileBackend" if EMBEDDED else "django.core.mail.backends.smtp.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", f"portal@{SITE_HOST}")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", "operator@hartwell.example" if EMBEDDED else "")
if not EMBEDDED:
    vars().update(env.email_url("MAIL_URL", default="smtp://localhost:25"))
    EMAIL_BACKEND = "accounts.mail.outbox.OutboxBackend"

# Language, time, files
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "portal.formats"
STATIC_URL = "/static/"
STATIC_ROOT = embedded.data_folder() / "static" if EMBEDDED else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "portal.static_files.BundledStaticFilesStorage"}}

# Browser security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # Forms that lead to GitHub or Google are submitted here and redirected there.
        "form-action": ["'self'", *PROVIDERS.origins],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"

# Portal API: requests a minute of a user or token, and of a network without; programs of other sites
API_RATE_LIMIT = positive_number("PORTAL_API_RATE_LIMIT", 1200)
API_ANONYMOUS_RATE_LIMIT = positive_number("PORTAL_API_ANONYMOUS_RATE_LIMIT", 300)
CORS_URLS_REGEX = r"^/api/v1(/|$)"
CORS_ALLOWED_ORIGINS = cors.allowed_origins()
CORS_ALLOW_METHODS = cors.METHODS
CORS_ALLOW_HEADERS = cors.REQUEST_HEADERS
CORS_EXPOSE_HEADERS = cors.RESPONSE_HEADERS
CORS_PREFLIGHT_MAX_AGE = 3600

# Sizes and transport
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a request in the console with long lists
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000  # bytes: a body of 5 MB, encoded; portal.middleware limits the rest
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("PORTAL_BEHIND_PROXY", False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Whether HSTS includes subdomains is for the operators to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("PORTAL_HSTS_SUBDOMAINS", False)
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "portal_session"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOGGING_CONFIG = None
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # RequestIdMiddleware lets only well-formed ones pass
configure_logging(env.str("LOG_LEVEL", "INFO"), pretty=EMBEDDED)
