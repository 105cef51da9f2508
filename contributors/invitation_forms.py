"""Forms of invitations."""

from django import forms

from contributors.models.invitation_mixin import MAX_MESSAGE_LENGTH
from lib.plain_text import PlainTextForm

TOO_LONG = {"max_length": f"Use at most {MAX_MESSAGE_LENGTH} characters."}


class DeclineForm(PlainTextForm):
    """A word to the inviter."""

    note = forms.CharField(
        label="Message",
        required=False,
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages=TOO_LONG,
    )
