"""An operation's name in words: "List products", "Create a product", "Save a product".

Documents word the same action differently ("Get a list of products.", "Partially update a product."). The
words come from the summary, and the verb from the operation's id where the id has one, so that operations
of all documents are named alike.
"""

import re
from dataclasses import dataclass

_PHRASES = (
    (re.compile(r"^(?:get|retrieve|return|list)s? (?:a|the) list of ", re.I), "List"),
    (re.compile(r"^(?:get|retrieve|return)s? a single ", re.I), "Get"),
    (re.compile(r"^(?:create|add)s? a new ", re.I), "Create"),
    (re.compile(r"^creates? or (?:update|replace)s? ", re.I), "Save"),
    (re.compile(r"^partially updates? ", re.I), "Patch"),
)
_VERBS = {"list", "get", "create", "save", "patch", "delete", "put", "update"}
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|\b)|[A-Z]?[a-z]+|\d+|[A-Z]+")
_CAMEL_CASE = re.compile(r"(?:[A-Z][a-z]+){2,}")
_ACRONYM_AFTER_AN = re.compile(r"^[AEFHILMNORSX][A-Z]")
_VOWEL = re.compile(r"[aeio]", re.I)
_ARTICLE = re.compile(r"\b(a|an) (\w+)", re.I)
# Names with capitals of their own, which identifiers write in camel case and summaries in either case.
_SPELLINGS = {
    spelling.lower(): spelling
    for spelling in ("API", "CC", "ID", "IDs", "OpenID", "SSO", "URL", "URLs", "XP")
}
_SPELLED = re.compile(r"\b(?:open id|" + "|".join(_SPELLINGS) + r")\b", re.I)


@dataclass(frozen=True)
class NamePart:
    """A part of a name; only screen readers read one that is not `visible`."""

    text: str
    visible: bool


def words(identifier: str) -> list[str]:
    """Split an identifier in camel case: `ListCCListenerAssignments` → List, CC, Listener, Assignments."""
    return _WORD.findall(identifier)


def humanize(identifier: str) -> str:
    """Return an identifier as words in sentence case: `GetAccessToken` → Get access token.

    Acronyms are in capitals: `ApiClients` → API clients, `OpenIdConnects` → OpenID connects.
    """
    parts = [word if _is_acronym(word) else word.lower() for word in words(identifier)]
    return _capitalize(_with_acronyms(" ".join(parts))) or identifier


def sentence_case(title: str) -> str:
    """Return a title in sentence case: Api Clients → API clients, Open Id Connects → OpenID connects."""
    first, *rest = title.split(" ")
    parts = [first, *(word.lower() if re.fullmatch(r"[A-Z][a-z]*", word) else word for word in rest)]
    return _capitalize(_with_acronyms(" ".join(parts)))


def full_name(summary: str, identifier: str, verb: str, path: str) -> str:
    """Return the complete name of an operation.

    `identifier` is the operation's id, with or without a resource before a dot.
    """
    text = " ".join(summary.split()).rstrip(". ")
    if not text:
        return _name_without_summary(identifier, verb, path)
    action = (words(identifier.rpartition(".")[2]) or [""])[0]
    for phrase, default_action in _PHRASES:
        if match := phrase.match(text):
            action = action if action.lower() in _VERBS and default_action != "List" else default_action
            text = f"{action} {_with_article(action, text[match.end() :])}"
            break
    else:
        start, _, rest = text.partition(" ")
        if start.lower() in _VERBS and action.lower() in _VERBS:
            text = f"{action} {rest}" if rest else action
    return _capitalize(_with_acronyms(_clean_up(_without_camel_case(text, identifier))))


def short_name(identifier: str, name: str) -> str:
    """Return the name under the resource's heading: `Products.ListAssignments` → List assignments."""
    resource, dot, action = identifier.rpartition(".")
    return humanize(action) if dot and action else name


def name_parts(short: str, name: str) -> list[NamePart]:
    """Split `name` into the words of `short`, which are visible, and the others, which are not."""
    remaining = short.lower().split(" ")
    parts: list[NamePart] = []
    for word in reversed(name.split(" ")):
        visible = bool(remaining) and word.lower() == remaining[-1]
        if visible:
            remaining.pop()
        if parts and parts[0].visible == visible:
            parts[0] = NamePart(f"{word} {parts[0].text}", visible)
        else:
            parts.insert(0, NamePart(word, visible))
    return [NamePart(short, True), NamePart(f"({name})", False)] if remaining else parts


def _name_without_summary(identifier: str, verb: str, path: str) -> str:
    resource, _, action = identifier.rpartition(".")
    action_words = words(action)
    if not action_words:
        return f"{verb.upper()} {path}"
    if len(action_words) > 1 or not resource:
        return humanize(action)
    noun = humanize(resource).lower()
    plural = action_words[0].lower() == "list" or not noun.endswith("s")
    return _clean_up(f"{action_words[0].capitalize()} {noun if plural else 'a ' + _singular(noun)}")


def _with_article(action: str, noun: str) -> str:
    has_none = action.lower() == "list" or re.match(r"(?:an?|the) ", noun, re.I)
    return noun if has_none else f"a {noun}"


def _clean_up(text: str) -> str:
    """Remove what generators leave behind: doubled words, title case and wrong articles."""
    parts = text.split(" ")
    parts = [
        part for index, part in enumerate(parts) if index == 0 or part.lower() != parts[index - 1].lower()
    ]
    if len(parts) > 2 and parts[-1].lower() == parts[0].lower():
        parts = parts[:-1] if len(parts) > 3 else parts[:1]
    titles = [part for part in parts[1:] if re.fullmatch(r"[A-Z][a-z]+", part)]
    if len(titles) > 1:
        parts = [parts[0], *(part.lower() if part in titles else part for part in parts[1:])]
    return _ARTICLE.sub(_article, " ".join(parts))


def _without_camel_case(text: str, identifier: str) -> str:
    """Split words in camel case that come from the identifier: an OrderReturn → an order return."""
    return " ".join(
        " ".join(words(part)).lower() if part in identifier and _CAMEL_CASE.fullmatch(part) else part
        for part in text.split(" ")
    )


def _with_acronyms(text: str) -> str:
    """Write acronyms in capitals."""
    return _SPELLED.sub(lambda match: _SPELLINGS[match[0].lower().replace(" ", "")], text)


def _article(match: re.Match) -> str:
    word = match[2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        following = match.string[match.end() : match.end() + 1]
        if not following:
            return word
    begins_with_vowel = _ACRONYM_AFTER_AN if word.isupper() else _VOWEL
    vowel = begins_with_vowel.match(word) or (match[1] == "an" and word[0] in "uU")
    return f"{'an' if vowel else 'a'} {word}"


def _singular(noun: str) -> str:
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if noun.endswith(ending) and not noun.endswith("ss"):
            return noun[: -len(ending)] + replacement
    return noun


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
