"""Every URL of the Portal API and who may use it."""

from tests.architecture.access_rules import (
    ADMINS,
    ADMINS_OF_CREDENTIALS,
    CONTRIBUTORS,
    CONTRIBUTORS_OF_RECORDS,
    EVERYONE,
    NO_ONE,
    OWN_RECORDS,
    SIGN_IN_STEP,
    SIGNED_IN,
    TEAM_ADMINS,
    TEAM_MEMBERS,
    allow,
)

# By route. A rule applies to every method, except those listed after the route.
API_ACCESS = {
    "api/v1/": NO_ONE,
    "api/v1/openapi.json": EVERYONE,
    "api/v1/docs": EVERYONE,
    "api/v1/oauth/token": EVERYONE,
    "api/v1/oauth/revoke": EVERYONE,
    "api/v1/me": SIGNED_IN,
    "api/v1/register": SIGN_IN_STEP,
    "api/v1/verify": SIGN_IN_STEP,
    "api/v1/forgotpassword": SIGN_IN_STEP,
    "api/v1/resetpassword": SIGN_IN_STEP,
    "api/v1/unlock": SIGN_IN_STEP,
    "api/v1/confirmation": SIGNED_IN,
    "api/v1/portalusers": SIGNED_IN,
    "api/v1/portalusers/<username>": SIGNED_IN,
    "api/v1/organizations": SIGNED_IN,
    "api/v1/organizations/<organization_id>": CONTRIBUTORS,
    "api/v1/organizations/<organization_id> PUT": ADMINS,
    # Only a Sandbox organization can be deleted here, so the walk's is refused to its owner too.
    "api/v1/organizations/<organization_id> DELETE": allow(forbidden=("olive", "adam", "tess", "victor")),
    "api/v1/organizations/<organization_id>/searchindexes": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/searchindexes/<index_id>/errors": CONTRIBUTORS_OF_RECORDS,
    "api/v1/organizations/<organization_id>/searchindexes/<type>/rebuild": ADMINS,
    "api/v1/organizations/<organization_id>/processsubscriptions": ADMINS,
    "api/v1/organizations/<organization_id>/synchronizecatalog": ADMINS,
    "api/v1/organizations/<organization_id>/synchronizeorders": ADMINS,
    "api/v1/organizations/<organization_id>/entitysyncmetadata": CONTRIBUTORS,
    # No organization is linked to the vendor's cloud.
    "api/v1/organizations/<organization_id>/authurls/backbonelogin": NO_ONE,
    "api/v1/organizations/<organization_id>/restorewebhooks": ADMINS,
    # The walk's organizations have no webhook.
    "api/v1/organizations/<organization_id>/restorewebhooks/<webhook_id>": ADMINS_OF_CREDENTIALS,
    "api/v1/organizations/<organization_id>/restorewebhooks/<webhook_id>/rotatesecret": ADMINS_OF_CREDENTIALS,
    "api/v1/organizations/<organization_id>/restorewebhooks/<webhook_id>/test": ADMINS_OF_CREDENTIALS,
    "api/v1/organizations/<organization_id>/restorewebhooks/<webhook_id>/deliveries": ADMINS_OF_CREDENTIALS,
    "api/v1/organizations/<organization_id>/restorewebhooks/<webhook_id>/deliveries/<delivery_id>/resend": (
        ADMINS_OF_CREDENTIALS
    ),
    "api/v1/organizations/<organization_id>/token": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/apiclients": CONTRIBUTORS,
    # The owner may act as every kind of users, but the example names no API client.
    "api/v1/organizations/<organization_id>/apiclients/<client_id>/users": allow(
        "olive", forbidden=("adam", "tess", "victor"), always_succeeds=False
    ),
    # Refused to the owner too, for no code is confirmed.
    "api/v1/organizations/<organization_id>/transfer": allow(forbidden=("olive", "adam", "tess", "victor")),
    "api/v1/organizations/<organization_id>/contributors": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/contributors/<username>": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/access/users": ADMINS,
    "api/v1/organizations/<organization_id>/access/teams": ADMINS,
    # The example is the owner, who can have no access of their own.
    "api/v1/organizations/<organization_id>/access/users/<username>": allow(
        "olive", "adam", forbidden=("tess", "victor"), always_succeeds=False
    ),
    "api/v1/teams/<team_id>/orginvites/<organization_id>/accept": TEAM_ADMINS,
    "api/v1/teams/<team_id>/orginvites/<organization_id>/decline": TEAM_ADMINS,
    "api/v1/teams": SIGNED_IN,
    "api/v1/teams/globalsearch": SIGNED_IN,
    "api/v1/teams/<team_id>": TEAM_MEMBERS,
    "api/v1/teams/<team_id> PUT": allow("olive", forbidden=("tess",)),
    # Refused to the owner too, for no code is confirmed.
    "api/v1/teams/<team_id> DELETE": allow(forbidden=("olive", "tess")),
    "api/v1/teams/<team_id>/transfer": TEAM_ADMINS,
    "api/v1/teams/<team_id>/access": TEAM_MEMBERS,
    "api/v1/teams/<team_id>/members": TEAM_MEMBERS,
    "api/v1/teams/<team_id>/members POST": allow("olive", forbidden=("tess",)),
    # The owner, whom the example names, has no membership of their own.
    "api/v1/teams/<team_id>/members/<username>": allow("olive", "tess", always_succeeds=False),
    "api/v1/teams/<team_id>/members/<username> PUT": TEAM_ADMINS,
    "api/v1/teams/<team_id>/members/<username> DELETE": TEAM_ADMINS,
    "api/v1/me/orginvites": SIGNED_IN,
    "api/v1/me/teaminvites": SIGNED_IN,
    "api/v1/me/orgteaminvites": SIGNED_IN,
    "api/v1/me/orginvites/<organization_id>/accept": OWN_RECORDS,
    "api/v1/me/orginvites/<organization_id>/decline": OWN_RECORDS,
    "api/v1/me/teaminvites/<team_id>/accept": OWN_RECORDS,
    "api/v1/me/teaminvites/<team_id>/decline": OWN_RECORDS,
    "api/v1/me/accept": SIGNED_IN,
    "api/v1/me/password": SIGNED_IN,
    "api/v1/me/email": SIGNED_IN,
    "api/v1/me/verifyemail": SIGNED_IN,
    "api/v1/me/regions": SIGNED_IN,
    "api/v1/me/authorizationmethods": SIGNED_IN,
    "api/v1/me/authorizationmethods/<name>": OWN_RECORDS,
    "api/v1/me/authorizationmethods/<name>/link": OWN_RECORDS,
    "api/v1/organizations/<organization_id>/access/teams/<team_id>": ADMINS,
    "api/v1/me/auditlog": SIGNED_IN,
    "api/v1/organizations/<organization_id>/auditlog": ADMINS,
    "api/v1/organizations/<organization_id>/connection": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/connection/test": ADMINS,
    # The example is a Production organization, which has none.
    "api/v1/organizations/<organization_id>/stagingrestorewebhook": ADMINS,
    "api/v1/organizations/<organization_id>/stagingrestorewebhook/test": ADMINS,
    "api/v1/organizations/<organization_id>/restores": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/restores POST": ADMINS,
    "api/v1/organizations/<organization_id>/restores/<restore_id>": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/restores/<restore_id>/cancel": ADMINS,
    "api/v1/organizations/<organization_id>/restores/<restore_id>/report": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/restores/<restore_id>/drift": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/drift": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/plans": ADMINS,
    # The example has become a restore.
    "api/v1/organizations/<organization_id>/plans/<plan_id>": CONTRIBUTORS_OF_RECORDS,
    "api/v1/organizations/<organization_id>/restoreschedule": CONTRIBUTORS,
    "api/v1/organizations/<organization_id>/restoreschedule PUT": ADMINS,
}
