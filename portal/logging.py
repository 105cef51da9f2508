"""Logging with one line per event and without secrets: plain text in the embedded default, else JSON."""

import logging
import logging.config
import re

import structlog
from structlog.typing import EventDict, Processor

SECRET_NAME = re.compile(
    r"password|secret|token|authorization|hash_?key|shared_?key|cookie|assertion|code$", re.IGNORECASE
)
BEARER_TOKEN = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*")

# Anyone who has such a link can use it. In a `next` parameter its slashes are encoded.
LINK_TOKEN = re.compile(r"(?i)((?:/|%2F)(?:link|stop)(?:/|%2F))[^/?&#\s%\"']+")
SECRET_PARAMETERS = (
    "code state token key password secret client_secret assertion id_token access_token refresh_token"
)
SECRET_PARAMETER = re.compile(
    rf"(?i)((?:[?&]|%3F|%26)(?:{'|'.join(SECRET_PARAMETERS.split())})(?:=|%3D))(?:[^&#\s\"'%]|%(?!26|23))+"
)


def redact(text: str) -> str:
    """Return `text` without tokens, secret parts of links, and URL parameters with secret names."""
    text = BEARER_TOKEN.sub(lambda match: (match[1] or "") + "***", text)
    return SECRET_PARAMETER.sub(r"\1***", LINK_TOKEN.sub(r"\1***", text))


def redact_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Redact values with secret names, and tokens in all texts."""
    for name, value in event.items():
        # A status code is a number; an emailed code is text.
        if SECRET_NAME.search(name) and not isinstance(value, int | None):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = redact(value)
    return event


def without_refusal_traceback(record: logging.LogRecord) -> bool:
    """Leave the traceback out of the record of a response below 500: it is an answer, not a fault."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None
    return True


def configure(level: str, *, pretty: bool) -> None:
    """Write the standard library's logs and structlog's own with one formatter to standard error.

    Standard output is for commands, whose output other programs read.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact_secrets,
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
            "filters": {"refusals": {"()": lambda: without_refusal_traceback}},
            "handlers": {
                "stderr": {
                    "filters": ["refusals"],
                    "class": "logging.StreamHandler",
                    "stream": "ext://sys.stderr",
                    "formatter": "lines",
                }
            },
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
