"""An operation's name in words: "List products", "Create a product", "Save a product".

Documents describe the same act in many ways ("Get a list of products.", "Partially update a product."). The
words come from the summary, and the verb from the operation's id where the id says it, so that all
documents read alike.
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
_ACRONYM_AFTER_AN = re.compile(r"^[AEFHILMNORSX][A-Z]")
_VOWEL = re.compile(r"[aeio]", re.I)
_ARTICLE = re.compile(r"\b(a|an) (\w+)", re.I)


@dataclass(frozen=True)
class NamePart:
    """A part of a name; what is not `shown` is for those who hear the name without seeing where it stands."""

    text: str
    visible: bool


def words(identifier: str) -> list[str]:
    """The words of an identifier in camel case: `ListCCListenerAssignments` → List, CC, Listener,
    Assignments.
    """
    return _WORD.findall(identifier)


def humanize(identifier: str) -> str:
    """An identifier as words in sentence case; acronyms keep their capitals: `GetAccessToken` → Get access
    token.
    """
    found = [word if _is_acronym(word) else word.lower() for word in words(identifier)]
    return _capital(" ".join(found)) or identifier


def sentence_case(title: str) -> str:
    """Authentication and Authorization → Authentication and authorization; OpenID and XP stay."""
    first, *rest = title.split(" ")
    return " ".join(
        [_capital(first), *(word.lower() if re.fullmatch(r"[A-Z][a-z]*", word) else word for word in rest)]
    )


def full_name(summary: str, identifier: str, verb: str, path: str) -> str:
    """The name that stands alone. `identifier` is the operation's id, with or without a resource before a
    dot.
    """
    text = " ".join(summary.split()).rstrip(". ")
    if not text:
        return _name_without_summary(identifier, verb, path)
    act = (words(identifier.rpartition(".")[2]) or [""])[0]
    for phrase, usual in _PHRASES:
        if match := phrase.match(text):
            act = act if act.lower() in _VERBS and usual != "List" else usual
            text = f"{act} {_with_article(act, text[match.end() :])}"
            break
    else:
        start, _, rest = text.partition(" ")
        if start.lower() in _VERBS and act.lower() in _VERBS:
            text = f"{act} {rest}" if rest else act
    return _capital(_clean_up(text))


def short_name(identifier: str, name: str) -> str:
    """What stands under the resource's own heading: `Products.ListAssignments` → List assignments."""
    resource, dot, act = identifier.rpartition(".")
    return humanize(act) if dot and act else name


def name_parts(short: str, name: str) -> list[NamePart]:
    """`short` is shown, what it lacks of `name` is not: the shown words stay in their places."""
    wanted = short.lower().split(" ")
    found: list[NamePart] = []
    for word in reversed(name.split(" ")):
        shown = bool(wanted) and word.lower() == wanted[-1]
        if shown:
            wanted.pop()
        if found and found[0].visible == shown:
            found[0] = NamePart(f"{word} {found[0].text}", shown)
        else:
            found.insert(0, NamePart(word, shown))
    return [NamePart(short, True), NamePart(f"({name})", False)] if wanted else found


def _name_without_summary(identifier: str, verb: str, path: str) -> str:
    resource, _, act = identifier.rpartition(".")
    spoken = words(act)
    if not spoken:
        return f"{verb.upper()} {path}"
    if len(spoken) > 1 or not resource:
        return humanize(act)
    thing = humanize(resource).lower()
    plural = spoken[0].lower() == "list" or not thing.endswith("s")
    return _clean_up(f"{spoken[0].capitalize()} {thing if plural else 'a ' + _singular(thing)}")


def _with_article(act: str, thing: str) -> str:
    bare = act.lower() == "list" or re.match(r"(?:an?|the) ", thing, re.I)
    return thing if bare else f"a {thing}"


def _clean_up(text: str) -> str:
    """Take out what generators leave behind: doubled words, capitals of a title, the wrong article."""
    parts = text.split(" ")
    parts = [part for at, part in enumerate(parts) if at == 0 or part.lower() != parts[at - 1].lower()]
    if len(parts) > 2 and parts[-1].lower() == parts[0].lower():
        parts = parts[:-1] if len(parts) > 3 else parts[:1]
    titles = [part for part in parts[1:] if re.fullmatch(r"[A-Z][a-z]+", part)]
    if len(titles) > 1:
        parts = [parts[0], *(part.lower() if part in titles else part for part in parts[1:])]
    return _ARTICLE.sub(_article, " ".join(parts))


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
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if noun.endswith(ending) and not noun.endswith("ss"):
            return noun[: -len(ending)] + instead
    return noun


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
