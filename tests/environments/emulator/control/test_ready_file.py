"""The program in a pipeline: the file that says it is ready, and how it ends."""

import json
import os
import signal
import subprocess

import requests

from tests.environments.emulator.emulator_process import PROGRAM, environment_without_settings
from tests.polling import wait_until

HEADING = {"Format": 1, "Organization": "shop", "MarketplaceID": "shop", "Name": "Shop"} | {
    "Environment": "Sandbox",
    "Region": "usw",
}


def start(folder, *arguments: str, records: tuple[dict, ...] = ()) -> subprocess.Popen:
    """Start the program on a free port with a seed of these records."""
    lines = [json.dumps(line) for line in (HEADING, *records)]
    (folder / "seed").write_text("\n".join(lines))
    files = ["--key-file", str(folder / "key"), "--seed", str(folder / "seed")]
    return subprocess.Popen(
        [*PROGRAM, "--port", "0", *files, "--ready-file", str(folder / "ready"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=environment_without_settings(),
    )


def test_the_ready_file_exists_while_requests_are_answered(tmp_path):
    (tmp_path / "ready").write_text("of an emulator that was killed")
    process = start(tmp_path)
    try:
        ready = tmp_path / "ready"
        wait_until(
            lambda: process.poll() is not None or (ready.exists() and ready.read_text().startswith("{"))
        )
        found = json.loads(ready.read_text())
        url = found["Url"]
        assert requests.get(f"{url}/_emulator/", timeout=10).json()["Organizations"] == 1
        assert found == {
            "Url": url,
            "Pid": process.pid,
            "KeyFile": str(tmp_path / "key"),
            "Organizations": [{"Id": "shop", "Environment": "Sandbox", "BaseUrl": f"{url}/sandbox"}],
        }
        assert (tmp_path / "key").read_text() not in ready.read_text()
        os.kill(found["Pid"], signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert not ready.exists()
    finally:
        process.kill()
        process.communicate()


def test_a_refused_seed_is_reported_for_each_record(tmp_path):
    product = {"Kind": "Products", "Num": 1, "Parent": 0, "Body": {"ID": "lamp", "Name": "Lamp"}}
    process = start(tmp_path, records=({"Kind": "Planets"}, product, product))
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 3
    assert f"{tmp_path / 'seed'}: Line 2: A line of the export is not a record." in output
    assert "Line 4: The record 'lamp' of Products is duplicated or has no id." in output
    assert not (tmp_path / "ready").exists()
