"""Mail of the embedded default: one readable file each, for there is no mail server."""

import os

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from lib import clock


class FolderBackend(BaseEmailBackend):
    """Writes each message to `MAIL_FOLDER` as `<time>-<number>.eml`, its text as it reads."""

    def send_messages(self, messages) -> int:
        """Writes the messages and returns how many."""
        settings.MAIL_FOLDER.mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{os.getpid()}"
            draft = settings.MAIL_FOLDER / f".{name}"
            # Django leaves UTF-8 text as it is, neither base64 nor quoted-printable.
            draft.write_bytes(message.message().as_bytes(linesep="\n"))
            draft.rename(settings.MAIL_FOLDER / f"{name}.eml")
        return len(messages)
