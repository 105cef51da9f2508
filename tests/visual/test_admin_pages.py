"""The pages of the operator admin in a browser: light and dark, wide and narrow."""

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from lib import clock
from organizations.production_requests.request_details import RequestDetails
from organizations.production_requests.submission import submit
from tests.cast import create_organization
from tests.login import signed_in
from tests.visual.accessibility import BY_SCHEME_OR_SIZE, NARROW, WIDE, axe_violations, scrolls_sideways

ADMIN = [
    "/admin/",
    "/admin/organizations/organization/",
    "/admin/organizations/organization/acme_5FSandbox/change/",
    "/admin/organizations/organization/deleted/undelete/",
    "/admin/organizations/stagingpair/{pair}/change/",
    "/admin/organizations/productionrequest/",
    "/admin/organizations/productionrequest/{request}/change/",
    "/admin/organizations/quota/",
    "/admin/organizations/quota/add/",
    "/admin/accounts/user/",
    "/admin/accounts/user/{user}/change/",
    "/admin/accounts/auditentry/",
    "/admin/contributors/accessgrant/",
    "/admin/contributors/accesspreset/add/",
    "/admin/django_celery_beat/periodictask/",
]
ADMIN_DARK_ON_A_PHONE = {ADMIN[1], ADMIN[2]}


def test_the_operator_admin_is_accessible(page, live_portal, cast):
    """Every kind of page that the admin has, in one session."""
    create_organization(cast.stan, "deleted", deleted_at=clock.now())
    requested = submit(RequestDetails("Outlet", "outlet", "Second shop."), by=cast.olive)
    audit_log.record(
        Event.ORGANIZATION_RENAMED,
        by=cast.olive,
        target=cast.sandbox,
        organization="acme_Sandbox",
        name="Acme",
    )
    signed_in(page, cast.oscar, live_portal.url)
    found = {}
    for path in ADMIN:
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        address = path.format(pair=cast.pair.pk, user=cast.tess.pk, request=requested.pk)
        assert page.goto(live_portal.url + address).status == 200, path
        found[path] = axe_violations(page)
        page.set_viewport_size(NARROW)
        found[path] += ["scrolls sideways"] if scrolls_sideways(page) else []
        if path in ADMIN_DARK_ON_A_PHONE:
            page.emulate_media(color_scheme="dark")
            page.reload()
            found[path] += axe_violations(page, BY_SCHEME_OR_SIZE, "rule")
    assert not {path: what for path, what in found.items() if what}
