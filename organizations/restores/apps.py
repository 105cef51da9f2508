"""The app of restores."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class RestoresConfig(AppConfig):
    """Puts its panel on the pages of organizations, beside those of the layers above."""

    name = "organizations.restores"
    verbose_name = "Restores"

    def ready(self) -> None:
        # Models can be imported only now, and the panels read them.
        for panel in import_module("organizations.restores.panel").PANELS:
            register(panel)
