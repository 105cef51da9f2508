"""App configuration of the demo data."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo data of `make run`."""

    name = "portal.demo"
    label = "demo"
