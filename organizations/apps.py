"""The floor of organizations."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class OrganizationsConfig(AppConfig):
    """Puts its own panel on the pages of organizations, beside those of the floors above."""

    name = "organizations"
    verbose_name = "Organizations"

    def ready(self):
        # Models can be imported only now, and the panel reads them.
        register(import_module("organizations.restore_panel").PANEL)
