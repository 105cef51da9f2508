"""OpenAPI documents, kept for when OrderCloud does not respond."""

import zlib

from django.db import models

from lib import clock


class StoredDocument(models.Model):
    """The last good OpenAPI document of an environment.

    Attributes:
        url_digest: SHA-256 of its address, in hexadecimal.
        content: the document, compressed. It is public, so it is not encrypted.
        fetched_at: when it was downloaded.
    """

    url_digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    fetched_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "stored document"

    def __str__(self) -> str:
        return self.url_digest

    @property
    def document(self) -> bytes:
        """The document as UTF-8 JSON."""
        return zlib.decompress(self.content)
