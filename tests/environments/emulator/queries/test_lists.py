"""Lists: pages, order, search, and their errors."""

import pytest

NAMES = ["Alder", "birch", "Cedar", "Dogwood", "elm"]


@pytest.fixture
def products(seller_api):
    for number, name in enumerate(NAMES):
        body = {"ID": f"t{number}", "Name": name, "Description": f"Tree of the {name.lower()} family"}
        seller_api.post("/products", body | {"xp": {"Height": 10 * number, "Leaf": {"Shape": "oval"}}})
    return seller_api


def test_the_envelope_has_page_and_totals(products):
    page = products.get("/products", page=2, pageSize=2)
    assert page["Meta"] | {"Facets": []} == {
        "Page": 2,
        "PageSize": 2,
        "TotalCount": 5,
        "TotalPages": 3,
        "ItemRange": [3, 4],
        "NextPageKey": None,
        "Facets": [],
    }


def test_an_empty_list_ranges_from_one_to_zero(seller_api):
    meta = seller_api.get("/buyers")["Meta"]
    assert (meta["TotalPages"], meta["ItemRange"], meta["PageSize"]) == (0, [1, 0], 20)


def test_a_page_beyond_the_end_is_empty(products):
    assert products.get("/products", page=9)["Items"] == []


@pytest.mark.parametrize("size", ["0", "101", "-1", "many"])
def test_a_page_has_between_1_and_100_items(seller_api, size):
    assert seller_api.refused("GET", "/products", pageSize=size) == (400, "List.InvalidPageSize")


@pytest.mark.parametrize("page", ["0", "-3", "x", "9" * 30])
def test_page_numbers_start_at_1(seller_api, page):
    assert seller_api.refused("GET", "/products", page=page)[0] == 400


def test_the_default_order_is_by_the_first_sortable_field(products):
    products.post("/buyers", {"ID": "b2", "Name": "Alpha"})
    products.post("/buyers", {"ID": "B1", "Name": "Beta"})
    assert products.ids("/buyers") == ["B1", "b2"]


def test_sorting_is_case_insensitive(products):
    assert [p["Name"] for p in products.items("/products", sortBy="Name")] == NAMES


def test_an_exclamation_mark_reverses_the_order(products):
    assert [p["Name"] for p in products.items("/products", sortBy="!Name")] == NAMES[::-1]


def test_sorting_by_several_fields_and_by_xp(products):
    products.patch("/products/t4", {"xp": {"Height": 0}})
    assert products.ids("/products", sortBy="xp.Height,!ID") == ["t4", "t0", "t1", "t2", "t3"]


@pytest.mark.parametrize("path", ["/products", "/buyers"])
@pytest.mark.parametrize("sort", ["Name", "!Name"])
def test_equal_values_are_ordered_by_id(seller_api, path, sort):
    """Records with equal values are listed once, ordered by id, in the direction of the sort."""
    for id_ in "dbeac":
        seller_api.post(path, {"ID": id_, "Name": "Same"})
    pages = [seller_api.ids(path, sortBy=sort, pageSize=2, page=page) for page in (1, 2, 3)]
    assert pages == ([["e", "d"], ["c", "b"], ["a"]] if sort[0] == "!" else [["a", "b"], ["c", "d"], ["e"]])


def test_sorting_by_an_unsortable_field_is_rejected(seller_api):
    assert seller_api.refused("GET", "/products", sortBy="Description") == (400, "List.InvalidSortProperty")


# search


def test_a_search_matches_parts_of_words_in_any_case(products):
    assert products.ids("/products", search="EDA") == ["t2"]
    assert products.ids("/products", search="ar") == ["t2"]


def test_product_lists_match_any_word_by_default(products):
    assert products.ids("/products", search="alder birch", sortBy="ID") == ["t0", "t1"]
    assert products.ids("/products", search="alder birch", searchType="AllTermsAnyField") == []
    assert products.ids("/products", search="alder family", searchType="AllTermsAnyField") == ["t0"]


def test_all_terms_may_be_required_in_one_field(products):
    assert products.ids("/products", search="t0 alder", searchType="AllTermsSameField") == []
    assert products.ids("/products", search="alder family", searchType="AllTermsSameField") == ["t0"]


def test_an_exact_phrase_keeps_its_words_together_and_whole(products):
    assert products.ids("/products", search="the alder fam", searchType="ExactPhrase") == []
    assert products.ids("/products", search="the alder family", searchType="ExactPhrase") == ["t0"]
    assert products.ids("/products", search="the alder fam", searchType="ExactPhrasePrefix") == ["t0"]


def test_other_lists_match_all_words(seller_api):
    seller_api.post("/buyers", {"ID": "north", "Name": "Garden North"})
    seller_api.post("/buyers", {"ID": "south", "Name": "Garden South"})
    assert seller_api.ids("/buyers", search="garden north") == ["north"]


def test_search_on_narrows_to_some_fields(products):
    assert products.ids("/products", search="family", searchOn="Name") == []
    assert products.ids("/products", search="elm", searchOn="Name,Description") == ["t4"]
    assert products.ids("/products", search="oval", searchOn="xp.Leaf.Shape", pageSize=1) == ["t0"]


def test_searching_on_an_unsearchable_field_is_rejected(seller_api):
    assert seller_api.refused("GET", "/products", search="a", searchOn="OwnerID") == (
        400,
        "List.InvalidSearchProperty",
    )


@pytest.mark.parametrize("odd", ['"', "a*b", "100%", "x_y", "' OR 1", "AND", "näß", "\\"])
def test_special_characters_of_query_languages_are_text(seller_api, odd):
    seller_api.post("/products", {"ID": "odd", "Name": f"before {odd} after"})
    assert seller_api.ids("/products", search=odd) == ["odd"]
    assert seller_api.ids("/products", search=odd + " missing", searchType="AllTermsAnyField") == []


# unknown keys


def test_an_unknown_key_is_no_filter(seller_api):
    assert seller_api.refused("GET", "/products", Colour="red") == (400, "List.InvalidProperty")


def test_known_parameters_of_other_lists_are_ignored(products):
    assert len(products.ids("/products", depth="all", level="User", orderID="x")) == 5


def test_parameters_without_a_value_are_ignored(products):
    assert len(products.ids("/products", search="", sortBy="", catalogID="", pageSize="")) == 5
    assert products.items("/catalogs/assignments", level="", buyerID="") == []


def test_names_of_parameters_match_in_any_case(products):
    assert len(products.ids("/products", PAGESIZE="2")) == 2


def test_an_unknown_search_type_is_rejected(seller_api):
    assert seller_api.refused("GET", "/products", search="a", searchType="Fuzzy") == (
        400,
        "ValidationFailure",
    )
