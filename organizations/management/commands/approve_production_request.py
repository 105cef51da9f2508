from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.lookup import add_operator_arguments, operator_from
from organizations.management.lookup import get_organization
from organizations.models import ProductionRequest
from organizations.production_requests import completion, decision

Status = ProductionRequest.Status


class Command(BaseCommand):
    help = (
        "Approve a Production request, and create its organizations or hand over connected ones. "
        "For an approved request that is incomplete, try again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request", type=int, help="number of the request, as in its URL")
        parser.add_argument("--note", default="", help="sent to the requester")
        parser.add_argument(
            "--production", default="", help="ID of a connected Production organization to hand over"
        )
        parser.add_argument(
            "--staging", default="", help="ID of its connected Staging organization, unless linked already"
        )
        add_operator_arguments(parser)

    def handle(
        self, *args: Any, request: int, note: str, production: str, staging: str, **options: Any
    ) -> None:
        by = operator_from(options)
        if staging and not production:
            raise CommandError("--staging requires --production.")
        found = ProductionRequest.objects.filter(pk=request).first()
        if found is None:
            raise CommandError(f"There is no Production request {request}.")
        try:
            if production:
                decided = decision.approve_connected(
                    found,
                    get_organization(production),
                    get_organization(staging) if staging else None,
                    by=by,
                    note=note,
                )
            elif found.status == Status.INCOMPLETE:
                decided = completion.retry(found, by=by)
            else:
                decided = decision.approve(found, by=by, note=note)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if decided.is_being_created:
            raise CommandError(completion.RUNNING.format(decided))
        if decided.status != Status.APPROVED:
            raise CommandError(f"“{decided.failed_step}” failed: {decided.failure} Run this again to retry.")
        self.stdout.write(str(decided.production_id))
