"""App configuration of restores."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class RestoresConfig(AppConfig):
    """The restores app; registers its panels on the pages of organizations."""

    name = "organizations.restores"
    verbose_name = "Restores"

    def ready(self) -> None:
        # The panels import models, which can be imported only when all apps are loaded.
        for panel in import_module("organizations.restores.panel").PANELS:
            register(panel)
        import_module("organizations.restores.losses").register()
