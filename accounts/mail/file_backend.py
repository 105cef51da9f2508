"""Emails of the embedded default, which has no mail server: one readable file each."""

import os
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lib import clock


class FileBackend(BaseEmailBackend):
    """Writes each message to `MAIL_FOLDER` as `<time>-<process>.eml`, with readable text."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return their number."""
        folder = settings.MAIL_FOLDER
        if folder is None:
            raise ImproperlyConfigured("FileBackend needs MAIL_FOLDER.")
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{os.getpid()}"
            draft = folder / f".{name}"
            # Django leaves UTF-8 text as it is, neither base64 nor quoted-printable.
            draft.write_bytes(message.message().as_bytes(linesep="\n"))  # type: ignore[call-arg]  # of SafeMIMEText
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)
