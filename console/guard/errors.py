"""Why the console does not send a write. Each message is a sentence for the user.

WriteRefused
├── WritesLocked       the organization is guarded and this session has not unlocked it
├── ReviewRequired     the write was not reviewed
├── ReasonRequired     it has no reason
├── RecordChanged      the record changed since it was reviewed
├── ApprovalRequired   a second person has to approve it
└── RepeatedPost       the same POST was sent a moment ago
"""

from django.core.exceptions import PermissionDenied


class WriteRefused(PermissionDenied):
    """The console doesn't send this request."""


class WritesLocked(WriteRefused):
    """The organization is guarded, and its writes are locked in this session."""


class ReviewRequired(WriteRefused):
    """The organization is guarded, and nobody reviewed what the write changes."""


class ReasonRequired(WriteRefused):
    """The organization is guarded, and the write has no reason."""


class RecordChanged(WriteRefused):
    """The record is no longer the one that was reviewed."""


class ApprovalRequired(WriteRefused):
    """A second person has to approve the write first."""


class RepeatedPost(WriteRefused):
    """The same POST was sent a moment ago."""
