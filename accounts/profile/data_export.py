"""All that the portal knows about a person, as one JSON file. Neither passwords nor secrets are in it."""

import json
from collections.abc import Callable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event, describe
from accounts.login import active_sessions
from accounts.mail import messages as mail_messages
from accounts.models import OutgoingMail, User
from accounts.models.data_export import KEPT, DataFile
from lib import clock
from lib.background import enqueue_on_commit

PROFILE = (
    "username",
    "name",
    "email",
    "email_verified",
    "country",
    "region",
    "time_zone",
    "appearance",
    "terms_accepted",
    "date_joined",
    "last_login",
)
_parts: dict[str, Callable[[User], object]] = {}


def add_part(name: str, function: Callable[[User], object]) -> None:
    """Lets an upper floor put what it knows into the file, under `name`."""
    _parts[name] = function


def ask(user: User) -> None:
    """Has the file made by the worker; asking again while it is being made does nothing."""
    try:
        with transaction.atomic():
            row = DataFile.objects.create(user=user)
            audit_log.record(Event.DATA_EXPORT_REQUESTED, by=user, target=user)
    except IntegrityError:
        row = DataFile.objects.get(user=user, ready=None)
    enqueue_on_commit("accounts.tasks.build_data_export", row.pk)


def make(number: int) -> None:
    """Makes the file of one row and mails that it is ready; a second call does nothing."""
    row = DataFile.objects.select_related("user").filter(pk=number, ready=None).first()
    if row is None:
        return
    content = json.dumps(collect(row.user), cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
    with transaction.atomic():
        made = DataFile.objects.filter(pk=number, ready=None)
        row.content, row.size, row.ready = content, len(content.encode()), clock.now()
        if made.select_for_update().exists():
            row.save(update_fields=["content", "size", "ready"])
            mail_messages.write("data_export_ready", row.user, name=row.name, until=row.kept_until)


def read(row: DataFile) -> str:
    """The content of a file, for whoever it is about."""
    audit_log.record(Event.DATA_EXPORT_DOWNLOADED, by=row.user, target=row.user)
    return row.content


def collect(user: User) -> dict:
    """The data itself, by part."""
    return {
        "made": clock.now(),
        "profile": {field: getattr(user, field) for field in PROFILE},
        "ways_to_sign_in": [vars(way) for way in login_methods.of(user)],
        "signed_in": [
            {"name": place.name, "ip": place.ip, "since": place.since, "active": place.active}
            for place in active_sessions.places(user, None)
        ],
        "known_devices": list(user.known_devices.values("name", "first_seen", "last_seen")),
        "audit_log": [
            {
                "at": entry.at,
                "actor_name": entry.actor_name,
                "event": entry.event,
                "description": describe(entry.event, entry.details),
                "target_type": entry.target_type,
                "target_id": entry.target_id,
                "target_name": entry.target_name,
                "organization": entry.organization,
                "result": entry.result,
                "ip": entry.ip,
                "details": entry.details,
            }
            for entry in audit_log.entries_for(user)
        ],
        "mails": [
            {"subject": mail.subject, "promised": mail.created, "sent": mail.sent}
            for mail in OutgoingMail.objects.defer("text", "html").filter(recipients__icontains=user.email)
            if user.email in mail.recipients
        ],
        **{name: function(user) for name, function in _parts.items()},
    }


def waiting() -> list[int]:
    """Rows whose file is not made yet, for the sweep that picks up what a killed worker left."""
    return list(DataFile.objects.filter(ready=None).values_list("pk", flat=True))


def forget_old() -> int:
    """Removes files past their 30 days; returns how many went."""
    return DataFile.objects.filter(asked__lt=clock.now() - KEPT).delete()[0]
