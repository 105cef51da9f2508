"""Logs as one line an event: readable in the embedded default, JSON elsewhere, without secrets in either."""

import logging.config
import re

import structlog

SECRET_NAME = re.compile(
    r"password|secret|token|authorization|hash_?key|shared_?key|cookie|assertion|code$", re.IGNORECASE
)
BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*")

# Whoever has such a link may use it. In a `next` that leads back to one, its slashes are encoded.
LINK = re.compile(r"(?i)((?:/|%2F)(?:link|stop)(?:/|%2F))[^/?&#\s%\"']+")
SECRET_PARAMETERS = (
    "code state token key password secret client_secret assertion id_token access_token refresh_token"
)
PARAMETER = re.compile(
    rf"(?i)((?:[?&]|%3F|%26)(?:{'|'.join(SECRET_PARAMETERS.split())})(?:=|%3D))(?:[^&#\s\"'%]|%(?!26|23))+"
)


def masked(text: str) -> str:
    """`text` without tokens, secrets of links, and parameters of addresses that are named as secrets."""
    text = BEARER.sub(lambda found: (found[1] or "") + "***", text)
    return PARAMETER.sub(r"\1***", LINK.sub(r"\1***", text))


def without_secrets(_logger, _method, event: dict) -> dict:
    """Masks values whose name says that they are secret, and tokens inside any text."""
    for name, value in event.items():
        # A status code is a number; a mailed code is text.
        if SECRET_NAME.search(name) and not isinstance(value, int | None):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = masked(value)
    return event


def configure(level: str, *, pretty: bool) -> None:
    """Sends the standard library's logs and structlog's own through one formatter to standard error.

    Standard output belongs to the commands, whose answers other programs read.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    renderer = structlog.dev.ConsoleRenderer(colors=False) if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                    "foreign_pre_chain": shared,
                },
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "stream": "ext://sys.stderr",
                    "formatter": "lines",
                }
            },
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
