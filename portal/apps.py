"""App configurations of the portal and its operator admin."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from portal import checks


class PortalConfig(AppConfig):
    """The top layer, which knows all others."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        register(checks.check_production, deploy=False)
        register(checks.check_cors, deploy=False)
        # It uses models, which can be imported only now.
        post_migrate.connect(import_module("portal.operator_group").fill)


class OperatorAdminConfig(AdminConfig):
    """Django's admin behind the portal's own sign-in."""

    default_site = "portal.admin_site.OperatorSite"
