"""A shopper's day through the cart, and a month of a subscription, by OrderCloud's own JavaScript client."""

import subprocess
from pathlib import Path

import requests

from scripts.node_packages import BIN
from tests.environments.emulator.api_client import Marketplace
from tests.environments.emulator.emulator_process import run_emulator

SCRIPT = Path(__file__).parent / "shoppers_day.mjs"


def test_a_shopper_buys_through_the_cart_and_a_month_of_a_subscription_passes(tmp_path):
    with run_emulator(tmp_path) as (_, url), requests.Session() as session:
        session.trust_env = False
        session.put(f"{url}/_emulator/organizations/day", json={}).raise_for_status()
        shop = Marketplace(url, (tmp_path / "key").read_text().strip(), "day", "sandbox", session)
        command = [str(BIN / "node"), str(SCRIPT), url, shop.base_url, shop.seller().token]
        day = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (day.returncode, len(day.stdout.splitlines())) == (0, 8), day.stdout + day.stderr
