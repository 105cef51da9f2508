"""What an organization's page shows, put there by the floors above without this one knowing them."""

from collections.abc import Callable
from dataclasses import dataclass, field

_panels: list["Panel"] = []


@dataclass(frozen=True, order=True)
class Panel:
    """One panel: `place` is "main" or "side", `order` its rank there, `context(user, organization)` what its
    template gets as `panel`, or None when it has nothing to show."""

    place: str
    order: int
    template: str = field(compare=False)
    context: Callable = field(compare=False)


def register(panel: Panel) -> None:
    """Adds `panel` to every organization's page; called once, as an app gets ready."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(user, organization) -> dict[str, list[dict]]:
    """The panels of both places in order, each as `{"template": …, "panel": …}`."""
    shown: dict[str, list[dict]] = {"main": [], "side": []}
    for panel in sorted(_panels):
        context = panel.context(user, organization)
        if context is not None:
            shown[panel.place].append({"template": panel.template, "panel": context})
    return shown
