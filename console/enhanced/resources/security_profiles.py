"""Security profiles: roles, custom roles, and who has them through what."""

from console.enhanced.assignments.party_assignments import PartyAssignments
from console.enhanced.assignments.party_fields import (
    BUYER,
    PARTY_HINT,
    SUPPLIER,
    USER,
    USER_GROUP,
    party_in_words,
)
from console.enhanced.resource import Dependent, FieldSpec, Record, Resource, Section, refers_by
from environments.roles import FULL_ACCESS

LAST_ONE = (
    "This is the only security profile. Without one, users of this organization get tokens without roles, "
    "so that they can call almost nothing."
)


def roles_in_words(profile: Record) -> str:
    """Return how many roles a security profile has."""
    roles, custom = profile.get("Roles") or (), profile.get("CustomRoles") or ()
    if FULL_ACCESS in roles:
        return "Full access"
    named = [_count(len(roles), "role")] if roles or not custom else []
    return " and ".join([*named, *([_count(len(custom), "custom role")] if custom else [])])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


RESOURCE = Resource(
    key="security-profiles",
    noun="Security profile",
    plural="Security profiles",
    tag="SecurityProfiles",
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
            ),
        ),
        Section(
            "Roles",
            (
                FieldSpec("Roles", "Roles of OrderCloud"),
                FieldSpec(
                    "CustomRoles", hint="One a line. They appear in tokens, and no operation requires them."
                ),
            ),
        ),
        Section(
            "Passwords",
            (
                FieldSpec(
                    "PasswordConfig",
                    "Password rules",
                    hint="Where several profiles reach a user, the strictest value of each rule counts.",
                ),
            ),
        ),
    ),
    assignments=(
        PartyAssignments(
            "parties",
            "Who has it",
            "assignment",
            list="SecurityProfiles.ListAssignments",
            save="SecurityProfiles.SaveAssignment",
            delete={"": "SecurityProfiles.DeleteAssignment"},
            id_field="SecurityProfileID",
            id_parameter="securityProfileID",
            parties=(BUYER, SUPPLIER, USER_GROUP, USER),
            separate=False,
            hint=PARTY_HINT,
            everyone="All seller users",
            in_words=party_in_words,
        ),
    ),
    dependents=(
        Dependent(
            "assignment",
            "assignments",
            "SecurityProfiles.ListAssignments",
            lambda assignment, profile: True,
            "would be deleted with it",
            values=lambda profile: {"securityProfileID": str(profile["ID"])},
            name=party_in_words,
        ),
        Dependent(
            "impersonation config",
            "impersonation configs",
            "ImpersonationConfigs.List",
            refers_by("SecurityProfileID"),
            "would stop the deletion",
            names=("ID",),
            blocks=True,
        ),
    ),
    refusals={
        "Impersonation.CannotDeleteSecurityProfile": (
            "An impersonation config uses this security profile. Delete it first."
        ),
        "SecurityProfile.InvalidPasswordConfiguration": "The minimum length of a password is 10 or more.",
        "PartyAssignment.CannotSpecifyBuyerAndSupplier": "Choose a buyer or a supplier, not both.",
        "PartyAssignment.CannotSpecifyGroupAndUser": "Choose a group or a user, not both.",
    },
    last_one=LAST_ONE,
    summary=roles_in_words,
)
