"""The context bar: who requests act as, where, with which roles, and until when the token is valid."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from console.context.context import Context
from console.context.permission import roles_in
from console.context.preview import preview_of_user
from console.page.selector_rows import ICONS
from contributors.access_sources import role_sources
from contributors.effective_access import EffectiveAccess
from contributors.impersonation.kinds import KindOption, kind_options
from organizations.connections.clients import token_expires_at
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

    @property
    def name(self) -> str:
        """Whom requests act as."""
        return self.context.display_name or self.organization.name

    @property
    def first_name(self) -> str:
        """What a column calls the user; "" for the seller organization itself."""
        return self.context.display_name.partition(" ")[0]

    @property
    def user_roles(self) -> tuple[str, ...]:
        """The roles of the user, as last read; empty for the seller organization itself."""
        return self.context.user_roles

    @property
    def icon(self) -> str:
        return ICONS[self.context.kind]

    @property
    def kind_in_words(self) -> str:
        """What kind of account it is."""
        if self.context.user is None:
            return "the seller"
        company = self.context.company_name or self.context.user.company_id
        return f"{self.context.kind} user of {company}" if company else f"{self.context.kind} user"

    @property
    def explanation(self) -> str:
        """Why requests have these roles."""
        if self.context.user is None:
            return f"{role_sources(self.effective)} Requests use exactly these roles."
        return preview_of_user(self.effective.roles, self.user_roles, self.first_name).sentence

    @cached_property
    def token_expires_at(self) -> datetime | None:
        """When the token of these requests expires; None before there is one."""
        return token_expires_at(self.organization, self.effective.roles, self.context.user)

    @cached_property
    def lost(self) -> KindOption | None:
        """What now stands against acting as such users; None when nothing does."""
        if self.context.user is None or self.context.kind in self.effective.impersonation_kinds:
            return None
        options = kind_options(self.user, self.organization)
        return next(option for option in options if option.kind == self.context.kind)
