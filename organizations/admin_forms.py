"""Forms of the operator admin."""

from django import forms

from lib.plain_text import PlainTextForm


class UndeleteForm(PlainTextForm):
    """The reason for undoing a deletion."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Recorded in the audit log with your name.",
    )
