from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organizations.deletion import undelete
from organizations.models import Organization


class Command(BaseCommand):
    help = "Brings a deleted organization back within its seven days; a Production one with its Staging half."

    def add_arguments(self, parser):
        parser.add_argument("organization", help="the id")

    def handle(self, *args, organization, **options):
        found = Organization.objects.filter(pk__iexact=organization).first()
        if found is None:
            raise CommandError(f"There is no organization {organization}, or it was purged.")
        try:
            back = undelete(found)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            " and ".join(half.pk for half in back) + (" is back." if len(back) == 1 else " are back.")
        )
