"""App configuration of contributors."""

from importlib import import_module

from django.apps import AppConfig

from organizations.panels import register


class ContributorsConfig(AppConfig):
    """Registers its panels with organizations and its hooks with accounts."""

    name = "contributors"
    verbose_name = "Contributors"

    def ready(self) -> None:
        # The panels use models, which can be imported only now.
        for panel in import_module("contributors.panels").PANELS:
            register(panel)
        import_module("contributors.admin_actions")  # registers its actions when it is imported
        import_module("contributors.account_hooks").register()
        import_module("contributors.losses").register()
        import_module("contributors.new_owners").register()
