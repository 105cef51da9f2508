"""Entries of the audit log as pages show them: each a sentence with its actor, target and result."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.audit.details import shown_details
from accounts.audit.events import Event
from accounts.audit.sentences import PLACEHOLDERS, SENTENCES, describe, sentence_of
from accounts.models import AuditEntry, User
from accounts.models.user import initials_of
from lib.templatetags.ui import humanize_name, humanize_value

THE_PORTAL = "The portal"
# By the stored result: its label, and the kind of tag that shows it.
RESULTS = {
    "ok": ("Succeeded", "ok"),
    "finished": ("Succeeded", "ok"),
    "refused": ("Denied", "danger"),
    "failed": ("Failed", "danger"),
    "locked": ("Locked", "danger"),
    "incomplete": ("Incomplete", "warn"),
    "cancelled": ("Cancelled", ""),
}
# Of events that say themselves how it went.
EVENT_RESULTS: Mapping[str, tuple[str, str]] = {
    Event.RESTORE_HELD: ("On hold", "warn"),
    Event.CONNECTION_FAILED: ("Failed", "danger"),
}


@dataclass(frozen=True)
class Row:
    """One entry of a page.

    Attributes:
        actor: who acted; "The portal" when it acted by itself.
        username: the actor's; None for the portal, and for others in a user's own log.
        initials: those of the actor; empty for the portal.
        sentence: what happened, as HTML with each name in bold.
        mono: whether the target is an address or an ID.
        result: its label, and the kind of its tag ("" for a neutral one).
        details: the label and the value of everything else that the reader may know.
        link: the label and the address of a page about it; None without one.
    """

    entry: AuditEntry
    actor: str
    username: str | None
    initials: str
    sentence: SafeString
    target: str
    mono: bool
    result: tuple[str, str]
    ip: str
    details: list[tuple[str, str]]
    link: tuple[str, str] | None = None


def organization_row(entry: AuditEntry, link: tuple[str, str] | None = None) -> Row:
    """Return an entry as the people of its organization may see it."""
    sentence = sentence_html(entry.event, entry.details)
    return Row(
        entry=entry,
        actor=entry.actor_name or THE_PORTAL,
        username=entry.actor.username if entry.actor else None,
        initials=initials_of(entry.actor_name),
        sentence=format_html("{} as an operator", sentence) if is_by_operator(entry) else sentence,
        target=target_of(entry),
        mono=True,
        result=result_of(entry),
        ip=visible_ip(entry),
        details=shown_details(entry.event, entry.details),
        link=link,
    )


def own_row(entry: AuditEntry, user: User) -> Row:
    """Return an entry as `user` sees it in the audit log of their account, with all its details."""
    details = [(humanize_name(key), humanize_value(value)) for key, value in entry.details.items()]
    if entry.user_agent:
        details.append(("Browser", entry.user_agent))
    is_own_account = entry.target_type == "user" and entry.target_id == str(user.pk)
    return Row(
        entry=entry,
        actor="You" if entry.actor_id == user.pk else entry.actor_name or "Someone",
        username=user.username if entry.actor_id == user.pk else None,
        initials=initials_of(entry.actor_name),
        sentence=sentence_html(entry.event, entry.details),
        target=entry.organization or ("your account" if is_own_account else entry.target_name),
        mono=bool(entry.organization),
        result=result_of(entry),
        ip=entry.ip or "",
        details=details,
    )


def sentence_html(event: str, details: Mapping[str, object]) -> SafeString:
    """Return what `describe` returns as HTML, with each name in bold.

    A name that is written from right to left does not turn the words after it round.
    """
    if event not in SENTENCES:
        return escape(describe(event, {}))
    names = {
        key: format_html("<strong><bdi>{}</bdi></strong>", details[key])
        for key in PLACEHOLDERS
        if key in details
    }
    return format_html(capfirst(sentence_of(event, details)), **{**PLACEHOLDERS, **names})


def is_by_operator(entry: AuditEntry) -> bool:
    """Return whether someone acted with a reason instead of a permission in the organization."""
    return bool(entry.details.get("operator"))


def visible_ip(entry: AuditEntry) -> str:
    """Return from which address someone of the organization acted.

    An operator's is not shown: it is of the network of the company that runs the portal.
    """
    return "" if is_by_operator(entry) else entry.ip or ""


def target_of(entry: AuditEntry) -> str:
    """Return what an entry of an organization is about: the call of the console, or the organization.

    The name of the target is no help: for a pair and its restores it names the other organization too.
    """
    method, path = entry.details.get("method"), entry.details.get("path")
    return f"{method} {path}" if method and path else entry.organization


def result_of(entry: AuditEntry) -> tuple[str, str]:
    """Return the label and the kind of the result; for a call of the console its status."""
    if entry.event in EVENT_RESULTS:
        return EVENT_RESULTS[entry.event]
    label, kind = RESULTS.get(entry.result, (capfirst(entry.result), "danger"))
    status = entry.details.get("status")
    return (str(status), kind) if isinstance(status, int) else (label, kind)
