"""App configuration of the console."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class ConsoleConfig(AppConfig):
    """The API console; registers its panels and actions with organizations."""

    name = "console"
    verbose_name = "Console"

    def ready(self) -> None:
        # The panels import models, which can be imported only when all apps are loaded.
        for panel in import_module("console.panels").PANELS:
            register(panel)
        import_module("console.admin_actions")  # registers its actions when it is imported
        import_module("console.account_hooks").register()
        import_module("console.audit_links").register()
