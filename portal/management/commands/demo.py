import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.load import load


class Command(BaseCommand):
    help = "Create the demo data: users, organizations and their content. Only in the embedded default."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password-from",
            default="PORTAL_DEMO_PASSWORD",
            help="environment variable with the demo users' password",
        )

    def handle(self, *args: Any, password_from: str, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demo data is for the embedded default only. Unset DATABASE_URL.")
        load(os.environ.get(password_from))
