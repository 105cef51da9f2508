"""A data file of an earlier version."""

import sqlite3

from environments.emulator.http.server import run_in_thread
from tests.environments.emulator.api_client import Marketplace


def test_new_columns_are_added_and_filled(tmp_path, session):
    data = str(tmp_path / "old.db")
    with run_in_thread(data=data) as served:
        session.put(f"{served.url}/_emulator/organizations/shop", json={})
        Marketplace(served.url, served.key, "shop", "sandbox", session).seller().post(
            "/buyers", {"ID": "b", "Name": "Known"}
        )
        Marketplace(served.url, served.key, "shop", "sandbox", session).seller().post(
            "/products", {"ID": "p", "Name": "P", "xp": {"Colour": "Red"}}
        )
    with sqlite3.connect(data) as old:
        old.executescript(
            'DROP INDEX IF EXISTS "Buyers_by_Name"; ALTER TABLE "Buyers" DROP COLUMN f_Name;'
            ' ALTER TABLE organization DROP COLUMN production; DELETE FROM "Products_xp";'
        )
    old.close()
    with run_in_thread(data=data, key=served.key) as again:
        api = Marketplace(again.url, again.key, "shop", "sandbox", session).seller()
        assert api.ids("/buyers", Name="known", sortBy="Name") == ["b"]
        assert api.ids("/products", **{"xp.Colour": "red"}) == ["p"]


def test_xp_paths_are_indexed_without_array_positions(tmp_path, session):
    data = str(tmp_path / "old.db")
    with run_in_thread(data=data) as served:
        served.emulator.organizations.provision("shop", "Sandbox", "usw", "Shop")
        api = Marketplace(served.url, served.key, "shop", "sandbox", session).seller()
        api.post("/products", {"ID": "p", "Name": "P", "xp": {"Sizes": [{"Name": "L"}]}})
    with sqlite3.connect(data) as old:
        old.executescript(
            """UPDATE "Products_xp" SET path='$.xp.sizes[0].name' WHERE path='$.xp.sizes.name';
            DELETE FROM setting WHERE name LIKE 'paths of xp%';"""
        )
    old.close()
    with run_in_thread(data=data, key=served.key) as again:
        api = Marketplace(again.url, again.key, "shop", "sandbox", session).seller()
        assert api.ids("/products", **{"xp.Sizes.Name": "l"}) == ["p"]


def test_records_from_before_the_newest_version_get_its_properties_and_keys(tmp_path, session):
    data = str(tmp_path / "old.db")
    with run_in_thread(data=data) as served:
        served.emulator.organizations.provision("shop", "Sandbox", "usw", "Shop")
        api = Marketplace(served.url, served.key, "shop", "sandbox", session).seller()
        api.post(
            "/promotions", {"ID": "p", "Code": "p", "EligibleExpression": "true", "ValueExpression": "1"}
        )
        api.post("/buyers", {"ID": "b", "Name": "B"})
        api.post("/catalogs", {"ID": "c", "Name": "C"})
        assignment = {"CatalogID": "c", "BuyerID": "b", "ViewAllProducts": True}
        api.post("/catalogs/assignments", assignment)
    with sqlite3.connect(data) as old:
        old.executescript(
            """UPDATE "Promotions" SET body=json_remove(body, '$.Active', '$.Priority');
            UPDATE "CatalogAssignments" SET id=rtrim(id, '|'), body=json_remove(body, '$.BuyerGroupID');
            DROP INDEX IF EXISTS "CatalogAssignments_of_BuyerGroupID";
            ALTER TABLE "CatalogAssignments" DROP COLUMN f_BuyerGroupID;
            DELETE FROM setting WHERE name LIKE 'properties of %';"""
        )
    old.close()
    with run_in_thread(data=data, key=served.key) as again:
        api = Marketplace(again.url, again.key, "shop", "sandbox", session).seller()
        promotion = api.get("/promotions/p")
        assert (promotion["Active"], promotion["Priority"]) == (True, None)
        api.post("/catalogs/assignments", assignment | {"ViewAllProducts": False})
        (stored,) = api.items("/catalogs/assignments", catalogID="c", buyerID="b")
        assert (stored["ViewAllProducts"], stored["BuyerGroupID"]) == (False, None)
