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
