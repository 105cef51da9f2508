"""What an organization's page shows, put there by the floors above without this one knowing them."""

from collections.abc import Callable
from dataclasses import dataclass, field

_panels: list["Panel"] = []


@dataclass(frozen=True, order=True)
class Panel:
    """One panel of an organization's page.

    Attributes:
        place: "main" or "side" of the overview, or "pair" for a line in the pair's section of the settings.
        order: Its rank in that place.
        template: The template that renders it, with `panel` as its context.
        context: Called with the user and the organization; returns None when there is nothing to show.
    """

    place: str
    order: int
    template: str = field(compare=False)
    context: Callable = field(compare=False)


def register(panel: Panel) -> None:
    """Adds `panel` to every organization's page; called once, as an app gets ready."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(user, organization, places: tuple[str, ...] = ("main", "side")) -> dict[str, list[dict]]:
    """Return the panels of these places in order, each as `{"template": …, "panel": …}`."""
    shown: dict[str, list[dict]] = {place: [] for place in places}
    for panel in sorted(panel for panel in _panels if panel.place in places):
        context = panel.context(user, organization)
        if context is not None:
            shown[panel.place].append({"template": panel.template, "panel": context})
    return shown
