"""`make run` as a newcomer sees it: from an empty folder to the announcement, to Ctrl-C, and again."""

import re
import stat
from pathlib import Path

import pytest
import requests
from honcho.environ import parse_procfile

from tests.architecture.repository import read
from tests.running_portal import RunningPortal


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("product")


@pytest.fixture(scope="module")
def first(data):
    """Yield the portal after its first start, and stop it at the end."""
    product = RunningPortal(data)
    product.start()
    yield product
    if product.process.poll() is None:
        product.stop()


def sign_in(product: RunningPortal, username: str, password: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    page = session.get(f"{product.portal}/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    form = {"login": username, "password": password, "csrfmiddlewaretoken": token}
    session.post(f"{product.portal}/accounts/login/", form, headers={"Referer": page.url})
    return session


def password_in(log: str) -> str:
    return re.search(r"^  Password +(\S.*)$", log, re.MULTILINE)[1]


def test_the_printed_password_is_valid(first):
    password = password_in(first.log)
    assert len(password) >= 12
    session = sign_in(first, "demo", password)
    assert session.get(f"{first.portal}/organizations/").status_code == 200


def test_every_printed_address_responds(first):
    pages = re.findall(r"http://localhost:\d+\S*", first.log)
    assert len(set(pages)) == 4
    assert {requests.get(page, timeout=10).status_code for page in pages if "/api/" not in page} == {200}
    document = requests.get(f"{first.emulator}/sandbox/v1/openapi/v3", timeout=10)
    assert document.json()["openapi"].startswith("3.")


def test_the_password_is_not_stored_in_the_data(first, data):
    password = password_in(first.log).encode()
    files = [path for path in data.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if password in path.read_bytes()]


def test_keys_are_readable_by_their_owner_only(first, data):
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (data / "keys").iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_second_start_on_the_same_data_is_rejected_in_one_sentence(first, data):
    with pytest.raises(RuntimeError, match=f"Another `make run` uses {data}. Stop it, or set PORTAL_DATA"):
        RunningPortal(data).start()


def test_a_command_in_another_terminal_uses_the_same_data(first):
    done = first.manage("shell", "-c", "from accounts.models import User; print(User.objects.count())")
    assert int(done.stdout.split()[-1]) > 5


def test_every_process_is_started_and_its_log_lines_begin_with_its_name(first):
    processes = parse_procfile(read(Path("Procfile"))).processes
    assert set(re.findall(r"\| (\w+) started", first.log)) == set(processes)
    # Worker and beat say nothing while all is well.
    speaking = set(re.findall(r"^\d\d:\d\d:\d\d (\w+) +\|", first.log, re.MULTILINE))
    assert {"portal", "emulator", "valkey"} <= speaking <= {*processes, "system"}


def test_one_ctrl_c_stops_every_process(first):
    assert first.stop() == 0
    assert not first.processes()


def test_the_next_start_keeps_the_data_and_sets_the_given_password(first):
    if first.process.poll() is None:
        first.stop()
    again = RunningPortal(first.data, PORTAL_DEMO_PASSWORD="a password of my own")
    again.start()
    try:
        assert password_in(again.log) == "a password of my own"
        page = sign_in(again, "demo", "a password of my own").get(f"{again.portal}/organizations/")
        assert "hartwell" in page.text
    finally:
        again.stop()
