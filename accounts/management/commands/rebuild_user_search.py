"""Writes the words of the search for people anew, for rows that came past the portal."""

from itertools import islice

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.models.search import index


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        users = User.objects.only("username", "name", "is_active").iterator(chunk_size=2000)
        done = 0
        while batch := list(islice(users, 2000)):
            index(batch)
            done += len(batch)
        self.stdout.write(f"{done} people can be found.")
