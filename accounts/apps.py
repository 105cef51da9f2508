"""Configuration of the accounts app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register

from accounts import checks


class AccountsConfig(AppConfig):
    """Connects the receivers of allauth's signals and registers the system checks."""

    name = "accounts"
    verbose_name = "Users"

    def ready(self) -> None:
        # The receivers read models, which can be imported only now.
        import_module("accounts.login.receivers")
        register(checks.check_social_providers)
