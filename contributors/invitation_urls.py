"""URLs of invitations: those of an organization for its admins, and those that an invited person opens."""

from django.urls import path

from contributors.models import AccessGrant, TeamMember
from contributors.views import access, invitation_detail, invitation_link, invitation_response, invite

app_name = "invitations"
GRANT, MEMBER = {"model": AccessGrant}, {"model": TeamMember}
ORGANIZATION = "organizations/<str:organization_id>/invitations/"
urlpatterns = [
    path(ORGANIZATION + "new/", invite.new, name="new"),
    path(ORGANIZATION + "people/", invite.people, name="people"),
    path(ORGANIZATION + "<int:pk>/", invitation_detail.detail, name="detail"),
    path(ORGANIZATION + "<int:pk>/edit/", access.edit_invitation, name="edit"),
    path(ORGANIZATION + "<int:pk>/resend/", invitation_detail.resend, name="resend"),
    path(ORGANIZATION + "<int:pk>/revoke/", invitation_detail.revoke, name="revoke"),
    path("invitations/link/<str:token>/", invitation_link.link, name="link"),
    path("invitations/organizations/<int:pk>/", invitation_response.review, GRANT, name="organization"),
    path(
        "invitations/organizations/<int:pk>/accept/",
        invitation_response.accept,
        GRANT,
        name="accept_organization",
    ),
    path(
        "invitations/organizations/<int:pk>/decline/",
        invitation_response.decline,
        GRANT,
        name="decline_organization",
    ),
    path("invitations/teams/<int:pk>/", invitation_response.review, MEMBER, name="team"),
    path("invitations/teams/<int:pk>/accept/", invitation_response.accept, MEMBER, name="accept_team"),
    path("invitations/teams/<int:pk>/decline/", invitation_response.decline, MEMBER, name="decline_team"),
]
