"""Rebuild the index of the user search, for rows that were not written by the portal."""

from itertools import islice

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.models.search import reindex


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        users = User.objects.only("username", "name", "is_active").iterator(chunk_size=2000)
        count = 0
        while batch := list(islice(users, 2000)):
            reindex(batch)
            count += len(batch)
        self.stdout.write(f"{count} users indexed.")
