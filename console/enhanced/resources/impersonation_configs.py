"""Impersonation configs: who may act as whom, through which API client, with which roles."""

from collections.abc import Mapping

from console.enhanced.impersonation_words import impersonation_in_words
from console.enhanced.resource import FieldSpec, Record, Reference, Resource, Section, Widget


def sentence(config: Record, names: Mapping[str, str]) -> str:
    """Return a config as a sentence, with the names of its API client and security profile."""
    return impersonation_in_words(config, names.get("ClientID", ""), names.get("SecurityProfileID", ""))


RESOURCE = Resource(
    key="impersonation-configs",
    noun="Impersonation config",
    plural="Impersonation configs",
    tag="ImpersonationConfigs",
    title="ID",
    search_hint="ID of the config or a party",
    search_on=(
        "ID",
        "BuyerID",
        "GroupID",
        "UserID",
        "ImpersonationBuyerID",
        "ImpersonationGroupID",
        "ImpersonationUserID",
        "ClientID",
        "SecurityProfileID",
    ),
    sections=(
        Section(
            "",
            (FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),),
        ),
        Section(
            "Who may act",
            (
                FieldSpec(
                    "ImpersonationBuyerID",
                    "Impersonator's buyer",
                    hint="None: the impersonator is a seller user.",
                    reference=Reference("Buyers"),
                ),
                FieldSpec(
                    "ImpersonationGroupID",
                    "Impersonator's group",
                    hint="The ID of a group there. Empty: all users.",
                    widget=Widget.TEXT,
                ),
                FieldSpec("ImpersonationUserID", "Impersonator", hint="A user ID.", widget=Widget.TEXT),
            ),
        ),
        Section(
            "As whom",
            (
                FieldSpec("BuyerID", "Buyer", reference=Reference("Buyers")),
                FieldSpec(
                    "GroupID", "Group", hint="The ID of a group there. Empty: all users.", widget=Widget.TEXT
                ),
                FieldSpec("UserID", "User", hint="A user ID.", widget=Widget.TEXT),
            ),
        ),
        Section(
            "Through what",
            (
                FieldSpec("ClientID", "API client", reference=Reference("ApiClients", "AppName")),
                FieldSpec(
                    "SecurityProfileID",
                    "Security profile",
                    hint="The token has its roles, not those of the user.",
                    reference=Reference("SecurityProfiles"),
                ),
            ),
        ),
    ),
    refusals={
        "ImpersonationConfig.ConflictingImpersonationConfigExists": (
            "There is a config for the same parties and API client."
        ),
    },
    summary=impersonation_in_words,
    lead=sentence,
)
