"""Which emails the user gets."""

from django import forms

from accounts.notices.kinds import LABELS, OPTIONAL_KINDS
from lib.plain_text import PlainTextForm


class NotificationsForm(PlainTextForm):
    """A checkbox for each kind of notice that can be turned off."""

    kinds = forms.MultipleChoiceField(
        choices=[(str(kind), LABELS[kind]) for kind in OPTIONAL_KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "There is no such kind of email."},
    )
