"""Export of everything that the portal knows about a user as a JSON file, without secrets."""

import json
from collections.abc import Callable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.audit.sentences import describe
from accounts.login import active_sessions
from accounts.mail import messages as mail_messages
from accounts.models import OutgoingMail, User
from accounts.models.data_export import RETENTION, DataExport
from accounts.notices import preferences as notification_preferences
from accounts.personal_tokens import tokens
from lib import clock
from lib.background import enqueue_on_commit

PROFILE = (
    "username",
    "name",
    "email",
    "email_verified_at",
    "country",
    "region",
    "time_zone",
    "appearance",
    "terms_accepted_at",
    "date_joined",
    "last_login",
)
_sections: dict[str, Callable[[User], object]] = {}


def register_section(name: str, collect_section: Callable[[User], object]) -> None:
    """Let an upper layer add what it knows about a user under `name`."""
    _sections[name] = collect_section


def request(user: User) -> None:
    """Have a worker build an export; another request while one is pending does nothing."""
    try:
        with transaction.atomic():
            row = DataExport.objects.create(user=user)
            audit_log.record(Event.DATA_EXPORT_REQUESTED, by=user, target=user)
    except IntegrityError:
        row = DataExport.objects.get(user=user, ready_at=None)
    enqueue_on_commit("accounts.tasks.build_data_export", row.pk)


def build(pk: int) -> None:
    """Build one export and email that it is ready; a second call does nothing."""
    row = DataExport.objects.select_related("user").filter(pk=pk, ready_at=None).first()
    if row is None:
        return
    content = json.dumps(collect(row.user), cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
    with transaction.atomic():
        pending_row = DataExport.objects.filter(pk=pk, ready_at=None)
        row.content, row.size, row.ready_at = content, len(content.encode()), clock.now()
        if pending_row.select_for_update().exists():
            row.save(update_fields=["content", "size", "ready_at"])
            mail_messages.send_template(
                "data_export_ready", row.user, name=row.file_name, until=row.expires_at
            )


def download(row: DataExport) -> str:
    """Return the content of an export for its user, and record the download."""
    audit_log.record(Event.DATA_EXPORT_DOWNLOADED, by=row.user, target=row.user)
    return row.content


def collect(user: User) -> dict:
    """Return the data by section."""
    return {
        "created_at": clock.now(),
        "profile": {field: getattr(user, field) for field in PROFILE},
        "sign_in_methods": [vars(method) for method in login_methods.methods_of(user)],
        "sessions": [
            {
                "name": session.name,
                "ip": session.ip,
                "created_at": session.created_at,
                "last_active_at": session.last_active_at,
            }
            for session in active_sessions.active_sessions(user, None)
        ],
        "personal_access_tokens": tokens.export(user),
        "known_devices": list(user.known_devices.values("name", "first_seen_at", "last_seen_at")),
        "audit_log": [
            {
                "created_at": entry.created_at,
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
        "emails": [
            {"subject": mail.subject, "created_at": mail.created_at, "sent_at": mail.sent_at}
            for mail in OutgoingMail.objects.defer("text", "html").filter(recipients__icontains=user.email)
            if user.email in mail.recipients
        ],
        "notifications": notification_preferences.export(user),
        **{name: collect_section(user) for name, collect_section in _sections.items()},
    }


def pending() -> list[int]:
    """Return the pks of exports that are not built yet, such as those that a killed worker left."""
    return list(DataExport.objects.filter(ready_at=None).values_list("pk", flat=True))


def purge_expired() -> int:
    """Delete exports older than 30 days and return their number."""
    return DataExport.objects.filter(requested_at__lt=clock.now() - RETENTION).delete()[0]
