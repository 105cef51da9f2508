"""The organization that a management command names."""

from django.core.management.base import CommandError

from organizations.models import Organization


def get_organization(organization_id: str, *, include_deleted: bool = False) -> Organization:
    """Return the organization with that ID, in any case of letters.

    Raises:
        CommandError: if there is none, or it is deleted and `include_deleted` is false.
    """
    organization = Organization.objects.filter(pk__iexact=organization_id).first()
    if organization is None:
        raise CommandError(f"There is no organization {organization_id}.")
    if organization.deleted_at and not include_deleted:
        raise CommandError(f"{organization.pk} is deleted. To restore it, use bring_back_organization.")
    return organization
