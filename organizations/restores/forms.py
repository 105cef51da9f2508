"""Forms of restores."""

from django import forms

from lib.plain_text import PlainTextForm
from organizations.models import StagingPair
from organizations.restores.pair_schedule import WEEKDAYS


class RestoreWebhookForm(PlainTextForm):
    """The URL and the hash key of the staging restore webhook. An empty key leaves the current one."""

    url = forms.CharField(
        label="URL",
        max_length=2000,
        error_messages={"required": "Enter a URL, or turn the webhook off."},
        help_text="HTTPS only, public addresses.",
        widget=forms.TextInput(attrs={"class": "mono", "inputmode": "url", "spellcheck": "false"}),
    )
    hash_key = forms.CharField(
        label="Hash key",
        max_length=200,
        required=False,
        help_text="Signs X-oc-hash and the Standard Webhooks headers. Stored encrypted, never shown again.",
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off", "spellcheck": "false"}),
    )

    def hash_key_or_none(self) -> str | None:
        """Return the key to set, or None to leave the current one."""
        return self.cleaned_data["hash_key"] or None


class ScheduleForm(forms.ModelForm):
    """The day and the hour of the weekly restore of a pair."""

    weekday = forms.TypedChoiceField(coerce=int, choices=list(enumerate(WEEKDAYS)), label="Day")
    hour = forms.TypedChoiceField(
        coerce=int, choices=[(hour, f"{hour:02}:00 UTC") for hour in range(24)], label="Time"
    )

    class Meta:
        model = StagingPair
        fields = ["weekday", "hour", "schedule_enabled"]
        labels = {"schedule_enabled": "Restore every week"}
