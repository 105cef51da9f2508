"""What notices are about."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kind of a notice, by which users turn off those that are not about security."""

    ACCESS_CHANGED = "access_changed"  # my access was granted, changed or removed
    ACCESS_GRANTED = "access_granted"  # an admin granted something in an organization that I own
    INVITATION_ANSWERED = "invitation_answered"  # someone accepted or declined an invitation of mine
    TEAM_CHANGED = "team_changed"  # someone joined or left a team that I administer


# They are sent whatever the user prefers.
SECURITY_KINDS = frozenset({NoticeKind.ACCESS_CHANGED, NoticeKind.ACCESS_GRANTED})
