"""The pages: every field of every operation is in its form, and a large document adds little."""

import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string

from console import catalogue_cache
from console.page.page import ConsolePage
from console.request.request import Request
from tests.console.document_walk import walk
from tests.console.large_document import duplicate_operations

CONSOLE = "/organizations/acme_Sandbox/console/"
MAX_NODES = 2500


class Elements(HTMLParser):
    """The elements of a page, and the names and ids in them."""

    def __init__(self, html: str):
        super().__init__()
        self.count, self.names, self.ids, self.labelled = 0, [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.count += 1
        if tag in ("input", "select", "textarea") and "name" in attributes:
            self.names.append(attributes["name"])
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])


def posted_name(place: tuple[str, ...]) -> str:
    """The name under which a browser posts the field at `place`; of a list, that of its first row."""
    return ".".join("0" if part == "[]" else part for part in place)


def test_every_field_of_all_402_operations_is_in_its_form(openapi, catalogue, cast):
    for one in walk(openapi):
        operation = catalogue.get(one.operation_id)
        console = ConsolePage(organization=cast.sandbox, user=cast.olive, catalogue=catalogue)
        page = console.open(Request(operation))
        elements = Elements(render_to_string("console/request/_fields.html", page.context()))
        names = set(elements.names)
        for place in one.fields:
            name = posted_name(place)
            posted = (
                name in names or f"{name}~state" in names or f"{name}~0~key" in names or f"{name}.0" in names
            )
            assert posted, (one.operation_id, place)
        assert len(elements.ids) == len(set(elements.ids)), one.operation_id


@pytest.mark.parametrize(
    "key", ["", "Products.List", "Products.Create", "LineItems.Create", "Orders.Create", "Me.Get"]
)
def test_element_ids_are_unique_and_labels_have_a_target(ordercloud, as_olive, key):
    elements = Elements(as_olive.get(CONSOLE + key).content.decode())
    assert len(elements.ids) == len(set(elements.ids))
    assert elements.labelled <= set(elements.ids)


def test_a_document_of_643_operations_does_not_make_the_page_much_larger(openapi_text, ordercloud, as_olive):
    usual = Elements(as_olive.get(CONSOLE + "Products.List").content.decode())
    ordercloud.document = duplicate_operations(openapi_text)
    catalogue_cache.clear()
    cache.clear()
    page = as_olive.get(CONSOLE + "Products.List")
    assert len(page.context["page"].catalogue.operations) == 643
    assert usual.count <= MAX_NODES
    assert Elements(page.content.decode()).count <= 1.1 * usual.count


def test_operations_are_listed_below_the_open_resource(ordercloud, as_olive):
    html = as_olive.get(CONSOLE + "Webhooks.List").content.decode()
    assert 'aria-current="page">List <span class="visually-hidden">webhooks</span></a>' in html
    assert html.count("data-current") == 1
    assert "Products.Create" not in html


def test_the_url_of_a_request_restores_its_input(ordercloud, as_olive):
    page = as_olive.get(
        CONSOLE + "Products.List",
        {"query.sortBy": "!Name,xp.a", "query.filters~0~key": "Active", "query.filters~0": "true"},
    )
    html = page.content.decode()
    assert 'value="Name" id="query-sortBy-Name" checked' in html
    assert 'id="query-sortBy-Name-turned" aria-label="Name, descending" checked' in html
    assert 'value="xp.a"' in html
    assert 'value="Active"' in html


def test_the_console_lists_organizations_that_the_user_can_call(ordercloud, as_olive, cast):
    html = as_olive.get("/console/").content.decode()
    for organization in cast.organizations:
        assert f'href="/organizations/{organization.pk}/console/"' in html


def test_the_context_of_calls_is_a_button_that_opens_the_selector(ordercloud, as_olive):
    html = as_olive.get(CONSOLE + "Products.List").content.decode()
    shown = html.partition('<header class="context">')[2].partition("</header>")[0]
    assert re.search(
        r'href="/organizations/acme_Sandbox/console/context/\?tab_key=[^"]+operation=Products.List"', shown
    )
    assert "As <strong><bdi>Acme</bdi></strong>" in shown
    assert "the seller" in shown
    assert "token expires" not in shown  # there is none yet
    assert "Act as the seller organization" not in html


def test_the_description_of_a_field_is_behind_a_labeled_button(ordercloud, as_olive):
    listed = as_olive.get(CONSOLE + "Products.List").content.decode()
    assert '<summary aria-label="About search"></summary><p>Word or phrase to search for.</p>' in listed
    created = as_olive.get(CONSOLE + "Products.Create").content.decode()
    assert '<summary aria-label="About AutoForward"></summary>' in created
    assert "title=" not in listed.partition('id="fields"')[2].partition("</section>")[0].replace(
        'title="Descending"', ""
    )
