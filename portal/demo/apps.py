from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo of `make run`."""

    name = "portal.demo"
    label = "demo"
