"""Forms of restores. They explain; activities decide and save."""

from django import forms

from lib.plain_text import PlainTextForm
from organizations.models import StagingPair
from organizations.restores.pair_schedule import DAYS


class RestoreWebhookForm(PlainTextForm):
    """Where the Staging Restore Webhook calls, and what signs it. An empty key keeps the present one."""

    url = forms.CharField(
        label="Address",
        max_length=2000,
        error_messages={"required": "Give an address, or switch the webhook off."},
        help_text="https only. Addresses inside private networks are refused.",
        widget=forms.TextInput(attrs={"class": "mono", "inputmode": "url", "spellcheck": "false"}),
    )
    hash_key = forms.CharField(
        label="Hash key",
        max_length=200,
        required=False,
        help_text="Signs X-oc-hash and the Standard Webhooks headers. Kept encrypted, never shown again.",
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off", "spellcheck": "false"}),
    )

    def new_key(self) -> str | None:
        """The key to set; None keeps the one that is there."""
        return self.cleaned_data["hash_key"] or None


class ScheduleForm(forms.ModelForm):
    """The day and the hour of a pair's restore, to be picked rather than counted."""

    weekday = forms.TypedChoiceField(coerce=int, choices=list(enumerate(DAYS)), label="Day")
    hour = forms.TypedChoiceField(
        coerce=int, choices=[(hour, f"{hour:02}:00 UTC") for hour in range(24)], label="Time"
    )

    class Meta:
        model = StagingPair
        fields = ["weekday", "hour", "schedule_enabled"]
        labels = {"schedule_enabled": "Restore every week"}
