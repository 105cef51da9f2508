import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import load


class Command(BaseCommand):
    help = "Makes the demo data: people, organizations and their content. Only in the embedded default."

    def add_arguments(self, parser):
        parser.add_argument(
            "--password-from",
            default="PORTAL_DEMO_PASSWORD",
            help="environment variable with everybody's password",
        )

    def handle(self, *args, password_from, **options):
        if not settings.EMBEDDED:
            raise CommandError("The demo is for the embedded default. Unset DATABASE_URL to have it.")
        load(os.environ.get(password_from))
