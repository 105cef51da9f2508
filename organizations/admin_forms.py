"""Forms of the operators' admin, which say what is wrong and save nothing."""

from django import forms

from lib.plain_text import PlainTextForm


class UndeleteForm(PlainTextForm):
    """Why a deleted organization comes back."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Recorded in the audit log with your name.",
    )
