from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from environments.ordercloud.errors import OrderCloudError
from organizations.creation import create
from organizations.models import Environment


def environment(text: str) -> str:
    """An environment's name, in any case of letters."""
    return text.capitalize()


class Command(BaseCommand):
    help = "Creates an organization in any environment. A Production one brings its Staging half."

    def add_arguments(self, parser):
        parser.add_argument("name", help="what people call it")
        parser.add_argument(
            "--id", default="", help="letters, digits, dashes and underscores; made up when missing"
        )
        parser.add_argument("--environment", required=True, type=environment, choices=Environment.values)
        parser.add_argument("--region", default="usw", help="usw (the default), est, aus, eur or jpn")
        parser.add_argument("--owner", required=True, help="the owner's username")
        parser.add_argument("--no-staging", action="store_true", help="leave the Staging half out")

    def handle(self, *args, name, id, environment, region, owner, no_staging, **options):
        people = get_user_model().objects
        user = people.filter(username__iexact=owner).first()
        if user is None:
            raise CommandError(f"Nobody has the username {owner}.")
        try:
            organization = create(
                name, owner=user, id=id, environment=environment, region=region, staging=not no_staging
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OrderCloudError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(organization.pk)
