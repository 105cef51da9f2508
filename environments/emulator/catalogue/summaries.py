"""Summaries of the operations that every resource has, such as "List products"."""

import re


def summary_of(action: str, noun: str) -> str:
    """Return the summary of an operation of a resource, such as "Create or replace an address"."""
    if action == "List":
        return f"List {_plural(noun)}"
    words = {"Save": "Create or replace", "Assign": "Save"}.get(action, action)
    return f"{words} {_article(noun)} {noun}"


def _article(noun: str) -> str:
    return "an" if re.match(r"[aeioAEIO]|xp|[A-Z]P", noun) and not noun.startswith("on") else "a"


def _plural(noun: str) -> str:
    if noun.endswith("y"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith("s") else "s")
