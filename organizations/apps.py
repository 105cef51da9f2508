"""App configuration of organizations."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class OrganizationsConfig(AppConfig):
    """Organizations, connections and staging pairs."""

    name = "organizations"
    verbose_name = "Organizations"

    def ready(self) -> None:
        # The panels import models, which can be imported only when all apps are loaded.
        for panel in import_module("organizations.connection_panels").PANELS:
            register(panel)
        import_module("organizations.account_hooks").register()
