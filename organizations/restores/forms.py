"""Forms of restores."""

from typing import Any

from django import forms
from django.utils import timezone

from lib import clock
from lib.plain_text import PlainTextForm
from organizations.models import StagingPair
from organizations.restores.models import WebhookEvent
from organizations.restores.models.event_webhook import MAX_DESCRIPTION_LENGTH
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
        help_text="Signs X-oc-hash and the Standard Webhooks headers. Stored encrypted, not shown here.",
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off", "spellcheck": "false"}),
    )

    def hash_key_or_none(self) -> str | None:
        """Return the key to set, or None to leave the current one."""
        return self.cleaned_data["hash_key"] or None


class EventWebhookForm(PlainTextForm):
    """The URL, the description and the events of an event webhook."""

    url = forms.CharField(
        label="URL",
        max_length=2000,
        error_messages={"required": "Enter a URL."},
        help_text="HTTPS only, public addresses.",
        widget=forms.TextInput(attrs={"class": "mono", "inputmode": "url", "spellcheck": "false"}),
    )
    description = forms.CharField(
        label="Description",
        max_length=MAX_DESCRIPTION_LENGTH,
        required=False,
        help_text="What it is for, such as a pipeline or a chat.",
    )
    events = forms.MultipleChoiceField(
        label="Events",
        choices=WebhookEvent.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one event."},
    )


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


class LocalScheduleForm(ScheduleForm):
    """The same for the people of a pair, with each hour in their time zone too. It only validates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = self.fields["hour"]
        assert isinstance(hours, forms.ChoiceField)
        hours.choices = [(hour, _hour_label(hour)) for hour in range(24)]


def _hour_label(hour: int) -> str:
    """Return "03:00 UTC", with the time of the current time zone where that differs today."""
    utc = clock.now().replace(hour=hour, minute=0)
    local = timezone.localtime(utc)
    label = f"{hour:02}:00 UTC"
    return label if local.utcoffset() == utc.utcoffset() else f"{label} ({local:%H:%M} your time)"
