"""Which notices users get: those about security always, the others unless they turned them off."""

import json

import pytest
from django.urls import reverse

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from accounts.notices import preferences
from accounts.notices.kinds import LABELS, OPTIONAL_KINDS, SECURITY_KINDS, NoticeKind
from accounts.profile import data_export
from tests.login import signed_in
from tests.mail import mails_to

pytestmark = pytest.mark.django_db
URL = "/profile/notifications/"


@pytest.fixture
def page(client, olive):
    signed_in(client, olive)
    return client


def test_everyone_gets_everything_at_first(olive):
    assert preferences.wanted_kinds(olive) == set(NoticeKind)


def test_what_is_turned_off_is_not_sent_and_the_rest_is(olive, tell, send_later):
    preferences.turn_off(olive, [NoticeKind.TEAM_CHANGED])
    tell(olive, "Adam joined.")
    tell(olive, "Adam accepted.", kind=NoticeKind.INVITATION_ANSWERED)
    assert send_later() == 1
    (mail,) = mails_to(olive.email)
    assert "Adam accepted." in mail.text
    assert "Adam joined." not in mail.text
    assert not Notice.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize("kind", sorted(SECURITY_KINDS))
def test_security_is_sent_whatever_is_stored(olive, tell, send_later, kind):
    preferences.turn_off(olive, list(NoticeKind))
    olive.notification_preferences.create(kind=kind, is_on=False)
    tell(olive, "Adam changed your access.", kind=kind)
    assert send_later() == 1


def test_the_page_saves_audits_and_shows_what_is_chosen(page, olive):
    response = page.post(URL, {"kinds": ["team_changed"]}, follow=True)
    assert "Notifications saved" in response.content.decode()
    assert preferences.wanted_kinds(olive) == {*SECURITY_KINDS, NoticeKind.TEAM_CHANGED}
    html = page.get(URL).content.decode()
    assert 'value="team_changed" id="id_kinds_1" checked' in html
    assert 'value="invitation_answered" id="id_kinds_0">' in html
    entry = AuditEntry.objects.get(event=Event.NOTIFICATION_PREFERENCES_CHANGED)
    assert (entry.actor, entry.details) == (olive, {"on": [], "off": ["invitation_answered"]})


def test_saving_twice_is_one_change(page):
    for _ in range(2):
        page.post(URL, {"kinds": []})
    assert AuditEntry.objects.filter(event=Event.NOTIFICATION_PREFERENCES_CHANGED).count() == 1


def test_the_page_names_every_kind_and_those_about_security_cannot_be_changed(page):
    html = page.get(URL).content.decode()
    for label in LABELS.values():
        assert label.replace("'", "&#x27;") in html
    for kind in SECURITY_KINDS:
        assert f'value="{kind}"' not in html


@pytest.mark.parametrize("kind", ["access_changed", "everything", "<script>"])
def test_a_kind_that_cannot_be_turned_off_or_does_not_exist_is_refused(page, olive, kind):
    response = page.post(URL, {"kinds": ["team_changed", kind]})
    assert response.status_code == 422
    assert "There is no such kind of email." in response.content.decode()
    assert preferences.wanted_kinds(olive) == set(NoticeKind)


def test_the_profile_leads_to_the_page(page):
    assert f'href="{URL}"' in page.get(reverse("profile")).content.decode()


def test_the_data_export_contains_the_choice(olive):
    preferences.turn_off(olive, [NoticeKind.TEAM_CHANGED])
    exported = json.loads(json.dumps(data_export.collect(olive)["notifications"]))
    assert exported == {"invitation_answered": True, "team_changed": False}
    assert set(exported) == {str(kind) for kind in OPTIONAL_KINDS}
