"""Who may approve a delete: the owner and the admins who could send it themselves, but not the requester."""

from accounts.models import User
from console.models import DeleteApproval
from console.openapi.operations import Operation
from contributors.effective_access import effective_access
from environments.roles import FULL_ACCESS
from organizations.access import users_with_permission
from organizations.models import Organization
from organizations.permissions import Can


def approvers_of(operation: Operation, organization: Organization, requester: User) -> list[User]:
    """Return who may approve a delete that `requester` wants to send, by name."""
    people = users_with_permission(Can.MANAGE, organization)
    able = [
        user for user in people if user != requester and _holds_a_role(user, operation.roles, organization)
    ]
    return sorted(able, key=lambda user: (user.get_full_name(), user.pk))


def approvers_in_words(operation: Operation, organization: Organization, requester: User) -> str:
    """Return the names of those who may approve a delete: "Adam, Olive and Tess"; empty without any."""
    names = [str(user) for user in approvers_of(operation, organization, requester)]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def may_decide(user: User, approval: DeleteApproval, roles: tuple[str, ...]) -> bool:
    """Return whether `user` may approve or decline; `roles` are those any one of which the delete needs."""
    organization = approval.organization
    return (
        user.pk != approval.requested_by_id
        and user.has_perm(Can.MANAGE, organization)
        and _holds_a_role(user, roles, organization)
    )


def _holds_a_role(user: User, roles: tuple[str, ...], organization: Organization) -> bool:
    held = effective_access(user, organization).roles
    return not roles or FULL_ACCESS in held or bool(set(roles) & set(held))
