"""What notices are about."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kind of a notice, by which users turn off those that are not about security."""

    ACCESS_CHANGED = "access_changed"  # my access was granted, changed or removed
    ACCESS_GRANTED = "access_granted"  # an admin granted something in an organization that I own
    INVITATION_ANSWERED = "invitation_answered"  # someone accepted or declined an invitation of mine
    TEAM_CHANGED = "team_changed"  # someone joined or left a team that I administer


LABELS = {
    NoticeKind.ACCESS_CHANGED: "Your access was granted, changed or removed",
    NoticeKind.ACCESS_GRANTED: "Someone else changed access in an organization you own",
    NoticeKind.INVITATION_ANSWERED: "Someone accepted or declined your invitation",
    NoticeKind.TEAM_CHANGED: "Someone joined or left a team you administer",
}
# The subject of an email with one notice, after what it is about.
SUBJECTS = {
    NoticeKind.ACCESS_CHANGED: "your access changed",
    NoticeKind.ACCESS_GRANTED: "someone changed access",
    NoticeKind.INVITATION_ANSWERED: "a response to your invitation",
    NoticeKind.TEAM_CHANGED: "your team changed",
}
# They are sent whatever the user prefers.
SECURITY_KINDS = frozenset({NoticeKind.ACCESS_CHANGED, NoticeKind.ACCESS_GRANTED})
# Those that users can turn off, in the order of the page.
OPTIONAL_KINDS = tuple(kind for kind in NoticeKind if kind not in SECURITY_KINDS)
