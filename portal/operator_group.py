"""The group of operators, by which one who is no superuser may use the operator admin.

The user admin puts those it appoints into the group and takes the others out of it.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from accounts.account_status import OPERATOR_GROUP
from accounts.models import User


def fill(app_config: AppConfig, **options: Any) -> None:
    """Give the group every permission on the models of an app that the admin shows; called after migrating.

    The first time, operators whose permissions no one chose by hand join it.
    """
    shown = [model._meta.model_name for model in admin.site._registry if model._meta.app_config == app_config]
    if not shown:
        return
    create_permissions(app_config, **options)  # Django's own call may come after this one
    group, created = Group.objects.get_or_create(name=OPERATOR_GROUP)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label=app_config.label, content_type__model__in=shown)
    )
    if created:
        operators = User.objects.filter(is_staff=True, is_superuser=False, user_permissions=None, groups=None)
        group.user_set.add(*operators)
