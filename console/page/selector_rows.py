"""The rows of the context selector."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.text import get_text_list

from console.context.context import Context
from console.models import RecentContext
from contributors.access_changes import role_count
from contributors.impersonation.api_clients import admitting_clients, list_clients
from contributors.impersonation.companies import COMPANY_PATHS, companies
from contributors.impersonation.errors import ImpersonationError
from contributors.impersonation.kinds import KindOption
from contributors.impersonation.users import ImpersonationUser
from environments.grants import BUYER, SELLER, SUPPLIER
from environments.roles import intersect_roles
from organizations.models import Organization

ICONS = {"": "store", SELLER: "user", SUPPLIER: "truck", BUYER: "shopping-cart"}
MAX_CLIENTS = 100
COUNT_TTL = 300  # seconds

Address = Callable[..., str]


@dataclass(frozen=True)
class KindRow:
    """A kind of context; `locked` when it can't be chosen, for the reason in `detail`."""

    label: str
    detail: str
    icon: str
    url: str
    current: bool
    locked: bool = False


@dataclass(frozen=True)
class RecentRow:
    """A context that was used lately."""

    kind: str
    key: str
    client_id: str
    name: str
    detail: str
    url: str


@dataclass(frozen=True)
class UserRow:
    """A user to choose; `refusal` says why the user can't be, and is "" otherwise."""

    key: str
    name: str
    initials: str
    email: str
    company_id: str
    roles: str
    refusal: str


@dataclass(frozen=True)
class ClientRow:
    """An API client; `refusal` says why it can't be used, and is "" otherwise."""

    id: str
    name: str
    refusal: str = ""


def user_key(company_id: str, user_id: str) -> str:
    """Return the value of a form that names a user. IDs of OrderCloud have no slash."""
    return f"{company_id}/{user_id}"


def split_key(key: str) -> tuple[str, str]:
    """Return the company and the user that `user_key` names."""
    company_id, _, user_id = key.rpartition("/")
    return company_id, user_id


def kind_rows(
    organization: Organization, options: Sequence[KindOption], current: str, address: Address
) -> list[KindRow]:
    """Return the seller organization and the kinds of users."""
    seller = KindRow(
        "The seller", f"{organization.name}, no user", ICONS[""], address(kind=""), current == ""
    )
    users = [
        KindRow(
            label=f"A {option.kind} user",
            detail=_why_locked(option) or _counts(organization, option.kind),
            icon=ICONS[option.kind] if option.available else "lock",
            url=address(kind=option.kind),
            current=current == option.kind,
            locked=not option.available,
        )
        for option in options
    ]
    return [seller, *users]


def recent_rows(recents: Sequence[tuple[RecentContext, Context]], address: Address) -> list[RecentRow]:
    """Return the contexts that were used lately."""
    rows = []
    for row, context in recents:
        key = user_key(row.company_id, row.impersonated_id)
        rows.append(
            RecentRow(
                kind=row.kind,
                key=key,
                client_id=row.client_id,
                name=context.display_name,
                detail=", ".join(filter(None, [row.company_id or "seller user", row.client_name])),
                url=address(kind=row.kind, user=key, client=row.client_id),
            )
        )
    return rows


def user_row(user: ImpersonationUser, mine: Sequence[str]) -> UserRow:
    """Return the row of a user, with how many roles a token would have for someone with the roles `mine`."""
    words = user.name.split()
    return UserRow(
        key=user_key(user.company_id, user.user_id),
        name=user.name,
        initials="".join(word[0] for word in (words[:1] + words[1:][-1:])).upper(),
        email=user.email or user.username,
        company_id=user.company_id,
        roles=role_count(intersect_roles(mine, user.roles)),
        refusal="" if user.active else "inactive",
    )


def client_rows(organization: Organization, kind: str, company_id: str, company: str) -> list[ClientRow]:
    """Return the API clients: those that admit the users of a company, then the others with the reason.

    Raises:
        ImpersonationError: they can't be read.
    """
    admitting = admitting_clients(organization, kind, company_id)
    admitted = {client.id for client in admitting}
    refusal = f"doesn't admit users of {company}" if company else f"admits no {kind} users"
    others = [
        ClientRow(client.id, client.name, refusal if client.active else "not active")
        for client in list_clients(organization, page_size=MAX_CLIENTS).items
        if client.id not in admitted
    ]
    return [*(ClientRow(client.id, client.name) for client in admitting), *others]


def _why_locked(option: KindOption) -> str:
    """Return in a few words why a kind can't be chosen; "" when it can."""
    if option.allowed:
        return option.connection_reason
    names = get_text_list([granter.get_short_name() for granter, _ in option.granters], "or")
    return f"No permission. Ask {names}."


def _counts(organization: Organization, kind: str) -> str:
    """Return how many suppliers or buyers there are, as read lately; "" for seller users."""
    if kind == SELLER:
        return ""
    name = f"console-companies:{organization.pk}:{kind}"
    total = cache.get(name)
    if total is None:
        try:
            total = companies(organization, kind, page_size=1).total
        except ImpersonationError:
            return ""
        cache.set(name, total, COUNT_TTL)
    plural = COMPANY_PATHS[kind]
    return f"{total:,} {plural if total != 1 else kind}"
