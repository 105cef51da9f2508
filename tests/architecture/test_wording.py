"""Pages, emails, messages and documents use the words of the product."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.repository import LAYERS, files, parsed, read

# Each word that is not used, with the one to use in its place.
REPLACED = {
    r"e-mail\w*|\bmail(?:s|ed|ing)?\b": "email",
    r"\bsomebody|\bnobody\b": "someone, no one",
    r"\bwhoever\b|\bwhomever\b": "the person who",
    r"\bways? in\b": "sign-in method",
    r"\bsecond factor": "two-factor authentication",
    r"\bswitch(?:ed|es)? (?:it |them )?(?:on|off)\b": "turn on, turn off",
    r"\bat once\b": "immediately, now",
    r"\bby now\b|\ball the same\b|\bas it should\b|\banew\b": "now, anyway, as expected, again",
    r"\bgood (?:until|till|for)\b": "expires at",
    r"\bburnt?\b|\bworthless\b": "no longer valid",
    r"\bmend\w*": "fix",
    r"\bgone\b": "deleted",
    r"\bhalf of (?:a|the) (?:staging )?pair|\bhalves\b": "organization of the pair",
    r"\bmade equal\b": "restored from",
    r"\blies on\b|\blie on\b": "runs on",
    r"\btold\b|\btells\b|\buntold\b": "shown, sent",
    r"\bprove[sdn]?\b|\bproof\b": "confirm, verify",
    r"\banswer(?:s|ed|ing)?\b": "response, respond",
    r"\baudit trail": "audit log",
    r"\bkeep it\b|\bstay here\b": "Cancel",
    r"\bplease\b|\boops\b|\bsuccessfully\b": "(leave it out)",
}
# Where a replaced word is the right one, and why.
EXCEPTIONS = {
    r"\bmail server": "what an SMTP server is called",
    r"\bmay have gone through\b": "a request, not something deleted",
}
TAGS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"(?s:```.*?```)|`[^`\n]*`|^    .*$|\]\([^)]*\)", re.MULTILINE)
TEXT_ATTRIBUTES = re.compile(
    r"(?:aria-label|title|placeholder|alt|data-loading-text|message|label|hint|text|what)=\"([^\"]*)\""
)
COMMENT = re.compile(r"(?s:/\*.*?\*/)|^\s*//.*$", re.MULTILINE)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|<(script|style|svg|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
TEMPLATES = [path for path in files(".html", ".txt") if path.parts[0] == "templates"]


def violations(text: str) -> list[str]:
    """Return the replaced words in a text, each with the one to use."""
    for exception in EXCEPTIONS:
        text = re.sub(exception, "", text, flags=re.IGNORECASE)
    return [
        f"{match[0]!r}: {better}"
        for word, better in REPLACED.items()
        for match in re.finditer(word, text, re.IGNORECASE)
    ]


def template_text(path: Path) -> str:
    """Return the text of a template that a reader sees or hears, without comments, tags and code."""
    text = TAGS.sub("", read(path))
    attributes = TEXT_ATTRIBUTES.findall(text)
    return "\n".join([MARKUP.sub(" ", text), *attributes])


def messages_in(path: Path) -> list[ast.Constant]:
    """Return the texts of a module that contain more than one word and are not docstrings."""
    tree = parsed(path)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in documentation and re.search(r"[A-Za-z] [A-Za-z]", node.value)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_uses_the_words_of_the_product(path):
    assert not violations(template_text(path))


@pytest.mark.parametrize("layer", [*LAYERS, "scripts"])
def test_messages_of_the_code_use_the_words_of_the_product(layer):
    found = [
        f"{path}:{node.lineno} {violation}"
        for path in files(".py")
        if path.parts[0] == layer and "migrations" not in path.parts
        for node in messages_in(path)
        for violation in violations(str(node.value))
    ]
    assert not found


def test_pages_and_messages_about_organizations_have_one_apostrophe():
    layers = {"organizations", "contributors", "portal"}
    parts = [path for path in files(".html", ".txt", ".py") if layers & set(path.parts[:2])]
    assert not [f"{path}: ’" for path in parts if path.parts[0] != "tests" and "’" in read(path)]


@pytest.mark.parametrize("path", [path for path in files(".js") if path.parts[0] == "static"], ids=str)
def test_messages_of_a_script_use_the_words_of_the_product(path):
    texts = re.findall(r"""(["'`])((?:(?!\1).)* (?:(?!\1).)*)\1""", COMMENT.sub("", read(path)))
    assert not violations("\n".join(text for _, text in texts))


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_a_document_uses_the_words_of_the_product(path):
    assert not violations(CODE.sub("", read(path)))


@pytest.mark.parametrize(
    ("text", "expected"), [("We mail you a code.", True), ("We email you a code.", False)]
)
def test_a_replaced_word_is_found(text, expected):
    assert bool(violations(text)) is expected
