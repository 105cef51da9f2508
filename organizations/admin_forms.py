"""Forms of the operators' admin, which say what is wrong and save nothing."""

from django import forms

from lib.plain_text import PlainTextForm
from organizations.models import StagingPair
from organizations.pair_schedule import DAYS


class ScheduleForm(forms.ModelForm):
    """The day and the hour of a pair's restore, to be picked rather than counted."""

    weekday = forms.TypedChoiceField(coerce=int, choices=list(enumerate(DAYS)), label="Day")
    hour = forms.TypedChoiceField(
        coerce=int, choices=[(hour, f"{hour:02}:00 UTC") for hour in range(24)], label="Time"
    )

    class Meta:
        model = StagingPair
        fields = ["weekday", "hour", "active"]
        labels = {"active": "Restore every week"}


class BringBackForm(PlainTextForm):
    """Why a deleted organization comes back."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Recorded in the audit log with your name.",
    )
