import json as json_module
import sys
from contextlib import nullcontext
from typing import Any, TextIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.urls import reverse

from environments.restore.resources.manifest import NOT_COPIED_REASONS
from lib import disk_space
from organizations.management.lookup import get_organization
from organizations.models import Environment, StagingPair
from organizations.restores import lifecycle
from organizations.restores.labels import DRIFT, counted, headline, title
from organizations.restores.models import Restore
from organizations.restores.report import summary
from organizations.restores.runner import DiskFull, see_through
from organizations.restores.terminal import Watch
from organizations.staging_pairs import restorable_pair_of


class Command(BaseCommand):
    help = """Makes a Staging organization equal its Production, here and now, whatever broker and worker do.
    A second call goes on where a killed one stopped, and follows one that runs. Exits with 0 only when the
    restore is complete."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staging", help="the id of the Staging organization")
        parser.add_argument("--dry-run", action="store_true", help="only say what a restore would change")
        parser.add_argument("--json", action="store_true", help="print one line of JSON at the end")
        parser.add_argument(
            "--progress", action="store_true", help="say how far it is, also when the output is no terminal"
        )

    def handle(
        self, *args: Any, staging: str, dry_run: bool, json: bool, progress: str, **options: Any
    ) -> None:
        pair = self.pair(staging)
        try:
            restore = self.carry(pair, sys.stderr if json else sys.stdout, dry_run, progress)
        except (DiskFull, DatabaseError) as error:
            if isinstance(error, DatabaseError) and not disk_space.is_full(error):
                raise
            raise CommandError(
                "The disk is full. Make room and call this again: it goes on where it stopped.", returncode=1
            ) from None
        told = summary(restore)
        if json:
            self.stdout.write(json_module.dumps(told))
        else:
            self.tell(restore)
        if told["state"] != Restore.State.FINISHED:
            sys.exit(1)

    @staticmethod
    def carry(pair: StagingPair, stream: TextIO, dry_run: bool, progress: bool) -> Restore:
        """The run or the plan, once it has ended."""
        try:
            restore, lease = lifecycle.compare_here(pair) if dry_run else lifecycle.start_here(pair)
        except ValidationError as error:
            raise CommandError(f"{error.messages[0]} See manage.py allow_restores.") from error
        try:
            with Watch(restore, stream) if progress or stream.isatty() else nullcontext():
                return see_through(restore.pk, lease)
        except KeyboardInterrupt:
            goes_on = f"Interrupted. Restore {restore.pk} goes on in a worker, or when this is called again."
            raise CommandError(goes_on, returncode=130) from None

    @staticmethod
    def pair(staging: str) -> StagingPair:
        """The pair of the living Staging organization of that id."""
        organization = get_organization(staging)
        if organization.environment != Environment.STAGING:
            raise CommandError(f"{organization.pk} is in {organization.environment}, not in Staging.")
        try:
            return restorable_pair_of(organization)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error

    def tell(self, restore: Restore) -> None:
        """How it ended, in a few lines."""
        if restore.state == Restore.State.PLANNED:
            self.tell_plan(restore)
            return
        self.stdout.write(f"{headline(restore)}.")
        if restore.error:
            self.stdout.write(restore.error)
        numbers = [(restore.reads, "read"), (restore.writes, "write"), (restore.deletes, "delete")]
        self.stdout.write(", ".join(counted(*each) for each in numbers) + f", {restore.failed:,} failed.")
        for each in restore.findings.filter(type="drift"):
            what, meaning = DRIFT[each.reason]
            self.stdout.write(f"Drift: {title(each.resource)}, {each.record_path} {what}. {meaning}")
        for each in restore.findings.filter(type="failed"):
            record = each.record_path or "the whole list"
            self.stdout.write(f"Failed: {title(each.resource)}, {record}. {each.ordercloud_message}")
        self.stdout.write(f"Not copied through the API: {', '.join(NOT_COPIED_REASONS).lower()}.")
        page = reverse("restores:run", args=[restore.pair.staging_id, restore.pk])
        self.stdout.write(f"The report is at {settings.SITE_URL}{page}")

    def tell_plan(self, restore: Restore) -> None:
        """What a restore would change, by resource."""
        self.stdout.write("What a restore would change. Nothing was written.")
        for each in restore.resource_counts:
            if each["create"] or each["change"] or each["delete"]:
                wishes = [f"{each[wish]:,} to {wish}" for wish in ("create", "change", "delete")]
                self.stdout.write(f"{title(each['resource'])}: {', '.join(wishes)}")
        if restore.equal:
            self.stdout.write("Nothing: Staging is as a restore would leave it.")
