"""The page on which one chooses who to be. It never asks for a password."""

from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import urlsplit

from accounts.social.stand_ins.people import BEHAVIOURS, PEOPLE

_HERE = files("accounts.social.stand_ins")
PAGE = Template(_HERE.joinpath("page.html").read_text(encoding="utf-8"))
STYLE = _HERE.joinpath("page.css").read_bytes()


def choose(provider: str, query: dict[str, str], *, port: str, other: str) -> str:
    """The page of `provider` for one request of the portal. `other` says where the other stand-in is."""
    back = urlsplit(query.get("redirect_uri", ""))
    return PAGE.substitute(
        provider=escape(provider),
        asks=escape(back.netloc),
        people="\n".join(_person(person) for person in PEOPLE),
        behaviours="\n".join(_behaviour(value, *words) for value, words in BEHAVIOURS.items()),
        scope=escape(query.get("scope", "")),
        back=escape(f"{back.scheme}://{back.netloc}{back.path}"),
        port=escape(port),
        other=escape(other),
    )


def _person(person: Any) -> str:
    return (
        f'<li><button name="person" value="{escape(person.email)}">'
        f'<span class="avatar" aria-hidden="true">{escape(person.initials)}</span>'
        f"<span><strong>{escape(person.name)}</strong> {escape(person.email)}"
        f"<small>{escape(person.note)}</small></span></button></li>"
    )


def _behaviour(value: str, name: str, meaning: str) -> str:
    checked = " checked" if value == "well" else ""
    return (
        f'<label><input type="radio" name="behaviour" value="{value}"{checked}>'
        f"<span>{escape(name)}<small>{escape(meaning)}</small></span></label>"
    )
