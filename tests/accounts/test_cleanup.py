"""Periodic cleanup."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import cleanup

pytestmark = pytest.mark.django_db


def test_expired_sessions_are_deleted():
    now = timezone.now()
    for key, age in [("expired", -1), ("in use", 1)]:
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=age))
    assert cleanup.clean_up()["sessions"] == 1
    assert Session.objects.get().session_key == "in use"
