"""An impersonation config as a sentence."""

from collections.abc import Mapping
from typing import Any

from console.enhanced.assignments.parties import Party


def impersonation_in_words(config: Mapping[str, Any], client: str = "", profile: str = "") -> str:
    """Return who may act as whom, through which API client, with which roles, as a sentence.

    Args:
        client: the name of the API client, where it is known; otherwise its ID is used.
        profile: the name of the security profile, in the same way.
    """
    impersonator = Party(
        buyer=_text(config, "ImpersonationBuyerID"),
        group=_text(config, "ImpersonationGroupID"),
        user=_text(config, "ImpersonationUserID"),
    )
    through = client or _text(config, "ClientID")
    roles = profile or _text(config, "SecurityProfileID")
    sentence = f"{_impersonator(impersonator)} may act as {_impersonated(config)}"
    sentence += f" through API client {through}" if through else ""
    return f"{sentence}, with the roles of security profile {roles}." if roles else f"{sentence}."


def _impersonator(party: Party) -> str:
    if party.level != "group":
        return party.in_words
    name = f"group {party.group}"
    return f"Users of {name} of buyer {party.buyer}" if party.buyer else f"Users of the seller's {name}"


def _impersonated(config: Mapping[str, Any]) -> str:
    buyer, group, user = (_text(config, name) for name in ("BuyerID", "GroupID", "UserID"))
    of_buyer = f"of buyer {buyer}" if buyer else "of a buyer that is not chosen yet"
    if user:
        return f"user {user} {of_buyer}"
    return f"users of group {group} {of_buyer}" if group else f"any user {of_buyer}"


def _text(config: Mapping[str, Any], name: str) -> str:
    return str(config.get(name) or "")
