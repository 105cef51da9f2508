"""The list beside the form."""

from console.enhanced import reading
from tests.console.enhanced.pages import text_of


def test_lists_page_beyond_100(pages, seller):
    for number in range(143):
        client = {"AppName": f"Client {number:03}", "AccessTokenDuration": 60, "RefreshTokenDuration": 0}
        seller.post("/apiclients", client)
    first = text_of(pages.get("api-clients/"))
    assert "1–100 of 143" in first
    assert "Next 43" in first
    second = text_of(pages.get("api-clients/", page="2"))
    assert "101–143 of 143" in second
    assert "Client 142" in second
    assert "Previous" in second


def test_a_list_is_searched_by_name_and_id(pages, hooks):
    assert "search-reindex" not in text_of(pages.get("webhooks/", search="erp"))
    found = text_of(pages.get("webhooks/", search="order-guard"))
    assert "1–1 of 1 found" in found


def test_a_record_whose_id_is_new_has_an_address(pages, seller):
    seller.put("/webhooks/new", {"Name": "Named new", "Url": "https://x.example", "HashKey": "a key"})
    assert 'href="/organizations/acme_Sandbox/enhanced/webhooks/~new/"' in text_of(pages.get("webhooks/"))
    assert "Named new" in text_of(pages.get("webhooks/~new/"))


def test_a_record_that_was_deleted_is_not_found(pages, seller):
    response = pages.get("webhooks/missing/")
    assert response.status_code == 404
    assert "OrderCloud no longer has this record." in text_of(response)


def test_the_consoles_list_links_to_the_enhanced_page_of_a_resource(pages):
    console = text_of(pages.client.get("/organizations/acme_Sandbox/console/"))
    assert 'href="/organizations/acme_Sandbox/enhanced/api-clients/"' in console
    assert 'aria-label="Webhooks, enhanced page"' in console


def test_a_page_says_where_a_whole_list_is_cut(pages, storefront, hooks, monkeypatch):
    monkeypatch.setattr(reading, "MAX_PAGES", 1)
    monkeypatch.setattr(reading, "MAX_PAGE_SIZE", 2)
    cut = "Only the first 2 of 3 were read."
    assert cut in text_of(pages.get(f"api-clients/{storefront['ID']}/"))
    assert f"No webhooks ({cut})" in text_of(pages.get(f"api-clients/{storefront['ID']}/delete/"))
