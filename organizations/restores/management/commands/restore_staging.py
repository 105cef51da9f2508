import json as json_module
import sys
from contextlib import nullcontext
from typing import Any, TextIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.urls import reverse

from environments.restore.resources.not_copied import NOT_COPIED_REASONS
from environments.restore.resources.titles import resource_title
from lib import disk_space
from organizations.management.lookup import get_organization
from organizations.models import Environment, StagingPair
from organizations.restores import lifecycle
from organizations.restores.labels import DRIFT_LABELS, headline, pluralize
from organizations.restores.models import Restore
from organizations.restores.report import CHANGE_TYPES, summary
from organizations.restores.runner import DiskFull, run_or_follow
from organizations.restores.terminal import ProgressWatcher
from organizations.staging_pairs import restorable_pair_of


class Command(BaseCommand):
    help = """Restore a Staging organization from Production in this process, without broker and worker.
    A second call continues where a killed one stopped, and follows one that is running. Exits with 0 only if
    the restore is complete."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staging", help="the ID of the Staging organization")
        parser.add_argument("--dry-run", action="store_true", help="only show what a restore would change")
        parser.add_argument("--json", action="store_true", help="print one line of JSON at the end")
        parser.add_argument(
            "--progress", action="store_true", help="show progress even if the output is not a terminal"
        )

    def handle(
        self, *args: Any, staging: str, dry_run: bool, json: bool, progress: bool, **options: Any
    ) -> None:
        pair = self.get_pair(staging)
        try:
            restore = self.run_restore(pair, sys.stderr if json else sys.stdout, dry_run, progress)
        except (DiskFull, DatabaseError) as error:
            if isinstance(error, DatabaseError) and not disk_space.is_full(error):
                raise
            raise CommandError(
                "The disk is full. Free some space and run this command again to continue where it stopped.",
                returncode=1,
            ) from None
        result = summary(restore)
        if json:
            self.stdout.write(json_module.dumps(result))
        else:
            self.print_result(restore)
        if result["state"] != Restore.State.FINISHED:
            sys.exit(1)

    @staticmethod
    def run_restore(pair: StagingPair, stream: TextIO, dry_run: bool, progress: bool) -> Restore:
        """Run the restore or the comparison, and return it once it has ended."""
        try:
            restore, lease = lifecycle.plan_here(pair) if dry_run else lifecycle.restore_here(pair)
        except ValidationError as error:
            raise CommandError(f"{error.messages[0]} See manage.py allow_restores.") from error
        try:
            with ProgressWatcher(restore, stream) if progress or stream.isatty() else nullcontext():
                return run_or_follow(restore.pk, lease)
        except KeyboardInterrupt:
            message = f"Interrupted. Restore {restore.pk} continues in a worker or when you run this again."
            raise CommandError(message, returncode=130) from None

    @staticmethod
    def get_pair(staging: str) -> StagingPair:
        """Return the pair of a Staging organization."""
        organization = get_organization(staging)
        if organization.environment != Environment.STAGING:
            raise CommandError(f"{organization.pk} is in {organization.environment}, not in Staging.")
        try:
            return restorable_pair_of(organization)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error

    def print_result(self, restore: Restore) -> None:
        """Print the result of the run."""
        if restore.state == Restore.State.PLANNED:
            self.print_plan(restore)
            return
        self.stdout.write(f"{headline(restore)}.")
        if restore.error:
            self.stdout.write(restore.error)
        counts = [(restore.reads, "read"), (restore.writes, "write"), (restore.deletes, "delete")]
        self.stdout.write(
            ", ".join(pluralize(number, noun) for number, noun in counts) + f", {restore.failed:,} failed."
        )
        for finding in restore.findings.filter(type="drift"):
            problem, advice = DRIFT_LABELS[finding.reason]
            record = f"{resource_title(finding.resource)}, {finding.record_path}"
            self.stdout.write(f"Needs attention: {record} {problem}. {advice}")
        for finding in restore.findings.filter(type="failed"):
            record = f"{resource_title(finding.resource)}, {finding.record_path or 'the whole list'}"
            self.stdout.write(f"Failed: {record}. {finding.ordercloud_message}")
        self.stdout.write(f"Not restored: {', '.join(NOT_COPIED_REASONS).lower()}.")
        page = reverse("restores:run", args=[restore.pair.staging_id, restore.pk])
        self.stdout.write(f"Report: {settings.SITE_URL}{page}")

    def print_plan(self, restore: Restore) -> None:
        """Print what a restore would change, by resource."""
        self.stdout.write("Changes of a restore by resource. Nothing was changed.")
        for counts in restore.resource_counts:
            if any(counts[change] for change in CHANGE_TYPES):
                changes = ", ".join(f"{counts[change]:,} to {change}" for change in CHANGE_TYPES)
                self.stdout.write(f"{resource_title(counts['resource'])}: {changes}")
        if restore.equal:
            self.stdout.write("Staging already matches Production.")
