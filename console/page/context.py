"""The context bar: who requests act as, where, and with which roles."""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from console.context.context import Context
from console.context.permission import roles_in
from contributors.effective_access import EffectiveAccess
from organizations.models import Organization


@dataclass(frozen=True)
class ContextPane:
    """`effective` is what the user may do in the organization; `context` is who requests act as."""

    organization: Organization
    user: User
    effective: EffectiveAccess
    context: Context

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles of requests."""
        return roles_in(self.context, self.effective)
