"""Categories: their tree, their counts, and the depth of lists."""

import pytest


def test_child_counts_are_of_the_next_level(tree):
    assert tree.get("/catalogs/c/categories/a")["ChildCount"] == 2
    assert tree.get("/catalogs/c")["CategoryCount"] == 5


def test_a_category_list_shows_one_level_by_default(tree):
    path = "/catalogs/c/categories"
    assert tree.ids(path) == ["a", "b"]
    assert tree.ids(path, depth="2") == ["a", "a1", "a2", "b"]
    assert tree.ids(path, depth="all") == ["a", "a1", "a11", "a2", "b"]
    assert tree.ids(path, ParentID="a") == ["a1", "a2"]
    assert [c["ParentID"] for c in tree.items(path)] == [None, None]


@pytest.mark.parametrize("depth", ["0", "-1", "deep"])
def test_a_depth_is_a_number_or_all(tree, depth):
    assert tree.refused("GET", "/catalogs/c/categories", depth=depth) == (400, "Category.InvalidDepth")


def test_a_category_cannot_be_its_own_ancestor(tree):
    path = "/catalogs/c/categories/a"
    assert tree.refused("PATCH", path, {"ParentID": "a11"}) == (400, "Category.CircularReference")


def test_a_category_may_make_room_for_itself_in_the_order(tree):
    for id_, order in (("a", 1), ("b", 2), ("a1", 3)):
        tree.patch(f"/catalogs/c/categories/{id_}", {"ListOrder": order})
    new = {"ID": "new", "Name": "New", "ListOrder": 2}
    tree.post("/catalogs/c/categories", new, adjustListOrders="true")
    orders = {c["ID"]: c["ListOrder"] for c in tree.items("/catalogs/c/categories", depth="all")}
    assert [orders[id_] for id_ in ("a", "new", "b", "a1")] == [1, 2, 3, 4]
    tree.put("/catalogs/c/categories/new", new | {"ListOrder": 1}, adjustListOrders="true")
    orders = {c["ID"]: c["ListOrder"] for c in tree.items("/catalogs/c/categories", depth="all")}
    assert [orders[id_] for id_ in ("new", "a", "b", "a1")] == [1, 2, 4, 5]


def test_other_categories_keep_their_order_unless_it_is_asked_for(tree):
    tree.post("/catalogs/c/categories", {"ID": "new", "Name": "New", "ListOrder": 1})
    assert tree.get("/catalogs/c/categories/a")["ListOrder"] == 1
    refusal = tree.refused("POST", "/catalogs/c/categories", {"Name": "N"}, adjustListOrders="perhaps")
    assert refusal == (400, "ValidationFailure")
