"""The page of a stand-in, on which a user is chosen. It never asks for a password."""

from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import urlsplit

from accounts.social.stand_ins.users import BEHAVIOURS, USERS, Behaviour, ProviderUser

_HERE = files("accounts.social.stand_ins")
PAGE = Template(_HERE.joinpath("page.html").read_text(encoding="utf-8"))
STYLE = _HERE.joinpath("page.css").read_bytes()


def render_page(provider: str, query: dict[str, str], *, port: str, other: str) -> str:
    """Return the page of `provider` for a request of the portal. `other` says where the other stand-in is."""
    back = urlsplit(query.get("redirect_uri", ""))
    return PAGE.substitute(
        provider=escape(provider),
        portal=escape(back.netloc),
        users="\n".join(_user(user) for user in USERS),
        behaviours="\n".join(_behaviour(value, *words) for value, words in BEHAVIOURS.items()),
        scope=escape(query.get("scope", "")),
        back=escape(f"{back.scheme}://{back.netloc}{back.path}"),
        port=escape(port),
        other=escape(other),
    )


def _user(user: ProviderUser) -> str:
    return (
        f'<li><button name="user" value="{escape(user.email)}">'
        f'<span class="avatar" aria-hidden="true">{escape(user.initials)}</span>'
        f"<span><strong>{escape(user.name)}</strong> {escape(user.email)}"
        f"<small>{escape(user.note)}</small></span></button></li>"
    )


def _behaviour(value: str, name: str, effect: str) -> str:
    checked = " checked" if value == Behaviour.NORMAL else ""
    return (
        f'<label><input type="radio" name="behaviour" value="{value}"{checked}>'
        f"<span>{escape(name)}<small>{escape(effect)}</small></span></label>"
    )
