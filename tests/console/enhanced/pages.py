"""Enhanced pages as a browser without JavaScript uses them."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

PAGES = "/organizations/acme_Sandbox/enhanced/"


class Form(HTMLParser):
    """The values of a form in a page, as a browser would post them.

    `inside`: the text is a region of the form.
    """

    def __init__(self, html: str, form: str = "record", *, inside: bool = False):
        super().__init__()
        self._form = form
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._inside = inside
        self._fieldsets: list[bool] = []
        self._select: str | None = None
        self._text: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self._inside = attributes.get("id") == self._form
        if tag == "fieldset" and self._inside:
            self._fieldsets.append("disabled" in attributes)
        name = attributes.get("name")
        if tag == "option" and self._select and "selected" in attributes:
            self.values[self._select] = [attributes.get("value", "")]
        belongs = self._inside or attributes.get("form") == self._form
        if not belongs or not name or tag == "button":
            return
        self.names.add(name)
        if any(self._fieldsets) or "disabled" in attributes:
            return
        if tag == "select":
            self._select = name
            self.values[name] = [""]
        elif tag == "textarea":
            self._text = name
            self.values[name] = [""]
        elif attributes.get("type") in ("checkbox", "radio"):
            if "checked" in attributes:
                self.values.setdefault(name, []).append(attributes["value"])
        else:
            self.values.setdefault(name, []).append(attributes.get("value") or "")

    def handle_data(self, data):
        if self._text:
            self.values[self._text] = [data.removeprefix("\n")]

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._text = None
        if tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()


class Pages:
    """Pages that are opened, filled in and saved."""

    def __init__(self, client: Client, root: str = PAGES):
        self.client, self.root = client, root

    def get(self, path: str, **query) -> HttpResponse:
        return self.client.get(self.root + path, query)

    def form(self, path: str) -> dict[str, list[str]]:
        """Return what the form of a page would post unchanged."""
        return Form(self.get(path).content.decode()).values

    def form_in(self, response: HttpResponse, form: str = "record", *, inside: bool = False) -> dict:
        """Return what a form in a response would post; `inside` a region of it."""
        return Form(response.content.decode(), form, inside=inside).values

    def save(self, path: str, *, on: dict | None = None, **changes) -> HttpResponse:
        """Save a form with changes: `field__Name="text"`, or whole values in `on`."""
        values = {**self.form(path), **(on or {}), "do": ["save"]}
        for name, value in changes.items():
            values[name.replace("__", ".")] = value if isinstance(value, list) else [value]
        return self.post(path, values)

    def post(self, path: str, values: dict) -> HttpResponse:
        return self.client.post(self.root + path, values)


def text_of(response: HttpResponse) -> str:
    """The text of a page, with its quotes."""
    return " ".join(response.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split())
