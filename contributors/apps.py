"""The floor of contributors."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class ContributorsConfig(AppConfig):
    """Puts its panels on the pages of organizations, and says what somebody owns who wants to leave."""

    name = "contributors"
    verbose_name = "Contributors"

    def ready(self):
        # Models can be imported only now, and the panels read them.
        for panel in import_module("contributors.panels").PANELS:
            register(panel)
        import_module("contributors.account_hooks").register()
