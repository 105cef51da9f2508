"""App configuration of organizations."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Organizations, connections and staging pairs."""

    name = "organizations"
    verbose_name = "Organizations"
