"""Forms of invitations."""

from django import forms

from contributors.models.invitation_mixin import MAX_MESSAGE_LENGTH
from lib.plain_text import PlainTextForm

TOO_LONG = {"max_length": f"Use at most {MAX_MESSAGE_LENGTH} characters."}
MAX_TYPED = 30_000  # characters; more than 100 of the longest addresses


class DeclineForm(PlainTextForm):
    """A word to the inviter."""

    note = forms.CharField(
        label="Message",
        required=False,
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages=TOO_LONG,
    )


class InviteForm(PlainTextForm):
    """Whom to invite, with which access. Who was chosen and what is granted are lists of values beside it."""

    people = forms.CharField(
        label="People",
        required=False,
        max_length=MAX_TYPED,
        widget=forms.Textarea(attrs={"rows": 1, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "max_length": "That is too much text. You can invite up to 100 people at a time; paste fewer."
        },
    )
    preset = forms.CharField(required=False, max_length=20)
    message = forms.CharField(
        label="Message",
        required=False,
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages=TOO_LONG,
    )
