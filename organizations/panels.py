"""Registry of the panels on an organization's page, to which higher layers add theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # apps register their panels before models can be imported
    from accounts.models import User
    from organizations.models import Organization

PanelContext = dict[str, Any]

_panels: list["Panel"] = []


@dataclass(frozen=True, order=True)
class Panel:
    """One panel of an organization's page.

    Attributes:
        area: "notice", "main" or "side" of the overview; "api", "basic", "pair" or "danger" for that
            section of the settings.
        order: its rank in that area.
        template: the template that renders it, with `panel` as its context.
        context: called with the user and the organization; returns None when there is nothing to show.
    """

    area: str
    order: int
    template: str = field(compare=False)
    context: "Callable[[User, Organization], PanelContext | None]" = field(compare=False)


def register(panel: Panel) -> None:
    """Add `panel` to every organization's page; called from an app's `ready`."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(
    user: "User", organization: "Organization", areas: tuple[str, ...] = ("notice", "main", "side")
) -> dict[str, list[PanelContext]]:
    """Return the panels of these areas in order, each as `{"template": …, "panel": …}`."""
    panels: dict[str, list[PanelContext]] = {area: [] for area in areas}
    for panel in sorted(panel for panel in _panels if panel.area in areas):
        context = panel.context(user, organization)
        if context is not None:
            panels[panel.area].append({"template": panel.template, "panel": context})
    return panels
