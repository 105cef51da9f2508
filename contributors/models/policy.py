"""What the people of an organization may grant."""

from django.db import models

from organizations.models import Organization

MAX_ROLE_LENGTH = 100


class AccessPolicy(models.Model):
    """The owner's rules for granting access. An organization without a row has the defaults."""

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.CASCADE, related_name="access_policy"
    )
    admins_grant_own_access_only = models.BooleanField(
        "admins grant only what they hold",
        default=False,
        help_text="Otherwise an admin grants every role and permission.",
    )

    class Meta:
        verbose_name = "access policy"
        verbose_name_plural = "access policies"

    def __str__(self) -> str:
        return f"Access policy of {self.organization_id}"


class CustomRole(models.Model):
    """A role of an organization's own, beside the API roles of OrderCloud, that can be granted there."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="custom_roles")
    name = models.CharField(max_length=MAX_ROLE_LENGTH)

    class Meta:
        verbose_name = "custom role"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="custom_role_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class AccessPreset(models.Model):
    """Data access that is offered by name wherever access is granted; operators change them."""

    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=120, blank=True)
    roles = models.JSONField(default=list, blank=True, help_text="API roles, as a JSON list.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")

    class Meta:
        verbose_name = "access preset"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
