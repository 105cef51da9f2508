"""The recipes of docs/emulator-pipelines.md, run as they stand in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from scripts.node_packages import BIN, NODE_MODULES, ROOT
from tests.environments.emulator.api_client import user
from tests.environments.emulator.emulator_process import environment_without_settings

PAGE = (ROOT / "docs" / "emulator-pipelines.md").read_text()
PASSWORD = "Correct-Horse-9"


@pytest.fixture(scope="module")
def recipes() -> dict[str, str]:
    """Return the files of the page by name."""
    return dict(re.findall(r"\*\*([\w.-]+)\*\*\n\n```\w+\n(.*?)```\n", PAGE, re.DOTALL))


@pytest.fixture
def shop(tmp_path, marketplace, control, recipes) -> dict[str, str]:
    """Write the recipes and a seed into a folder, and return the environment to run them with."""
    api = marketplace.seller()
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/buyers/acme/users", user("sally") | {"Password": PASSWORD})
    api.post("/securityprofiles", {"ID": "shopping", "Name": "Shopping", "Roles": ["Shopper"]})
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "shopping", "BuyerID": "acme"})
    client = {"AppName": "Shop", "Active": True, "AllowAnyBuyer": True} | {
        "AccessTokenDuration": 60,
        "RefreshTokenDuration": 60,
    }
    client_id = api.post("/apiclients", client)["ID"]
    exported = control("GET", f"/organizations/{marketplace.portal_id}/export")
    (tmp_path / "shop.ndjson").write_bytes(exported.content)
    for name, text in recipes.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES.resolve())
    return environment_without_settings() | {
        "PORTAL": str(ROOT),
        "PYTHON": sys.executable,
        "SHOP_CLIENT_ID": client_id,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }


def run(folder: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_recipe_for_pytest_resets_between_tests(tmp_path, shop):
    # The plugins of this project are not those of a shop.
    shop = shop | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = run(tmp_path, shop, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py")
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_the_recipe_for_node_runs_with_the_vendors_library(tmp_path, shop):
    done = run(tmp_path, shop, "node", "--test", "shop.test.mjs")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 2" in done.stdout


def test_the_recipe_for_jest_differs_by_one_line_that_is_left_out(recipes):
    first, second, *rest = recipes["shop.test.mjs"].splitlines()
    assert first.startswith("// With Jest, leave out this line")
    assert second == "import { before as beforeAll, after as afterAll, beforeEach, test } from 'node:test'"
    assert not [line for line in rest if "node:test" in line]


def test_the_recipe_for_end_to_end_tests_runs_a_command_with_both_addresses(tmp_path, shop):
    command = (
        'curl -sf -X POST "$EMULATOR_URL/_emulator/snapshots/seed/reset"; echo "$ORDERCLOUD_URL"; exit 7'
    )
    done = run(tmp_path, shop, "sh", "with-emulator.sh", "shop.ndjson", "sh", "-c", command)
    assert done.returncode == 7, done.stderr
    assert '"Name":"seed"' in done.stdout
    with pytest.raises(requests.ConnectionError):
        requests.get(done.stdout.rpartition("}")[2].strip(), timeout=5)


def test_the_recipe_for_end_to_end_tests_exits_as_the_emulator_does_when_the_seed_is_refused(tmp_path, shop):
    (tmp_path / "shop.ndjson").write_text("no seed")
    assert run(tmp_path, shop, "sh", "with-emulator.sh", "shop.ndjson", "true").returncode == 3
