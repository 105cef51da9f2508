"""The resources that have an enhanced page, in the order of their tabs."""

from console.enhanced.resource import Resource
from console.enhanced.resources import (
    api_client_secrets,
    api_clients,
    impersonation_configs,
    integration_events,
    message_senders,
    openid_connects,
    security_profiles,
    user_groups,
    users,
    webhooks,
)

RESOURCES: tuple[Resource, ...] = (
    api_clients.RESOURCE,
    api_client_secrets.RESOURCE,
    security_profiles.RESOURCE,
    webhooks.RESOURCE,
    integration_events.RESOURCE,
    message_senders.RESOURCE,
    openid_connects.RESOURCE,
    impersonation_configs.RESOURCE,
    users.RESOURCE,
    user_groups.RESOURCE,
)
_BY_KEY = {resource.key: resource for resource in RESOURCES}
_BY_TAG = {
    tag: resource
    for resource in RESOURCES
    if not resource.part
    for tag in (resource.tag, *(company.tag for company in resource.companies))
}


def resource_with(key: str) -> Resource | None:
    """Return the resource with that key; None if there is none."""
    return _BY_KEY.get(key)


def resource_of(operation_id: str) -> Resource | None:
    """Return the resource whose page does what an operation does; None if none does."""
    return _BY_TAG.get(operation_id.rpartition(".")[0])
