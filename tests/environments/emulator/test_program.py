"""The emulator as a program: its help, its commands, its files, and a kill in the middle of writes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from environments.emulator.__main__ import main
from tests.environments.emulator.callers import Marketplace
from tests.waiting import until

PROGRAM = [sys.executable, "-m", "environments.emulator"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def without_settings() -> dict[str, str]:
    """The environment, without what the tests tell their own emulator."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EMULATOR_")}


@contextmanager
def started(folder, *arguments: str, port: int | None = None) -> Iterator[tuple[subprocess.Popen, str]]:
    """The program, serving; it is ended with everything that it started."""
    port = port or free_port()
    command = [*PROGRAM, "--port", str(port), "--key-file", str(folder / "key"), *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=without_settings(),
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url)
        yield process, url
    finally:
        _end(process)


def _wait(process: subprocess.Popen, url: str) -> None:
    def answers() -> bool:
        assert process.poll() is None, process.stdout.read().decode()
        try:
            requests.get(url + "/", timeout=1)
        except requests.ConnectionError:
            return False
        return True

    until(answers)


def _end(process: subprocess.Popen, with_signal: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, with_signal)
    process.wait()


def test_its_help_says_what_it_is():
    answer = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True)
    for word in ("offline OrderCloud", "--data", "--seed", "--faults", "export", "restore", "token"):
        assert word in answer.stdout


def test_it_loads_no_django():
    code = "import environments.emulator.server, sys; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("more", [["--seed", "/nowhere"], ["--faults", "/nowhere"]])
def test_a_missing_file_gets_one_sentence(tmp_path, more):
    command = [*PROGRAM, "--key-file", str(tmp_path / "key"), *more]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "/nowhere" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_without_a_key_it_says_how_to_give_one():
    answer = subprocess.run(PROGRAM, capture_output=True, text=True, env=without_settings(), check=False)
    assert answer.returncode == 1
    assert "--key-file" in answer.stderr


def test_a_kill_in_the_middle_of_writes_loses_nothing_that_was_answered(tmp_path, session):
    data = str(tmp_path / "shop.db")
    answered: list[str] = []

    def write(url: str, token: str, writer: int) -> None:
        with requests.Session() as own:
            for number in range(10_000):
                body = {"ID": f"w{writer}-{number}", "Name": "S"}
                try:
                    headers = {"Authorization": f"Bearer {token}"}
                    answer = own.post(f"{url}/sandbox/v1/suppliers", json=body, headers=headers, timeout=10)
                except requests.RequestException:
                    return
                assert answer.status_code == 201
                answered.append(body["ID"])

    with started(tmp_path, "--data", data) as (process, url):
        session.put(f"{url}/_emulator/organizations/shop", json={}).raise_for_status()
        key = (tmp_path / "key").read_text()
        token = Marketplace(url, key, "shop", "sandbox", session).seller().token
        writers = [threading.Thread(target=write, args=(url, token, n)) for n in range(4)]
        for writer in writers:
            writer.start()
        until(lambda: len(answered) >= 60 or process.poll() is not None)
        _end(process)
        for writer in writers:
            writer.join()

    with started(tmp_path, "--data", data) as (_, url):
        api = Marketplace(url, key, "shop", "sandbox", session).with_token(token)
        pages = api.get("/suppliers", pageSize=100)["Meta"]["TotalPages"]
        kept = [i for page in range(pages) for i in api.ids("/suppliers", pageSize=100, page=page + 1)]
    assert set(answered) <= set(kept)
    assert len(kept) - len(answered) <= 4


# commands


@pytest.fixture
def command(served, tmp_path, monkeypatch, capsys):
    """Runs a command for the emulator of the tests; gives what it prints, and its exit status."""
    (tmp_path / "key").write_text(served.key)
    monkeypatch.delenv("EMULATOR_KEY", raising=False)

    def run(*arguments: str) -> tuple[str, int]:
        program = ["emulator", "--url", served.url, "--key-file", str(tmp_path / "key"), *arguments]
        monkeypatch.setattr(sys, "argv", program)
        with pytest.raises(SystemExit) as ended:
            main()
        return capsys.readouterr().out, ended.value.code

    return run


def test_commands_make_an_organization_and_a_token(command, served, session):
    out, status = command("organization", "by-command", "--environment", "staging", "--name", "N")
    assert (json.loads(out)["BasePath"], status) == ("/staging", 0)
    token, _ = command("token", "by-command", "--scope", "BuyerReader")
    marketplace = Marketplace(served.url, served.key, "by-command", "staging", session)
    assert marketplace.with_token(token.strip()).items("/buyers") == []
    assert "by-command" in command("organizations")[0]
    assert command("purge", "by-command")[1] == 0


def test_commands_export_and_import(command, found, tmp_path):
    one, two = found(), found()
    one.seller().post("/suppliers", {"ID": "s", "Name": "S"})
    file = str(tmp_path / "shop.ndjson")
    command("export", one.portal_id, file)
    out, _ = command("import", two.portal_id, file)
    assert json.loads(out) == {"Records": 1}
    assert two.seller().ids("/suppliers") == ["s"]


def test_commands_set_faults_and_list_what_was_seen(command, found, tmp_path):
    api = found().seller()
    api.get("/buyers")
    out, _ = command("requests", "--organization", api.organization.portal_id)
    assert json.loads(out)["Items"][0]["Path"] == "/v1/buyers"
    file = tmp_path / "faults.json"
    rule = {"Organization": api.organization.portal_id, "Status": 500}
    file.write_text(json.dumps({"Rules": [rule]}))
    assert json.loads(command("faults", str(file))[0])["Rules"] == [rule]
    assert api.call("GET", "/me").status_code == 500
    assert command("reset")[1] == 0
    assert api.get("/me")
    for name in ("messages", "alarms", "faults"):
        assert command(name)[1] == 0


def test_commands_restore_a_pair(command, found):
    production = found(environment="Production")
    out, _ = command("restore", production.portal_id)
    assert json.loads(out)["Restore"]["OrganizationID"] == f"{production.portal_id}_Staging"


def test_a_command_that_fails_says_why_and_ends_with_one(command, tmp_path, monkeypatch, capsys):
    assert command("purge", "nobody")[1] == 1
    monkeypatch.setattr(sys, "argv", ["emulator", "--url", "http://127.0.0.1:9", "organizations"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "no emulator answers" in capsys.readouterr().err


def test_a_seed_and_faults_are_there_from_the_start(tmp_path, found, control, session):
    source = found()
    source.seller().post("/suppliers", {"ID": "s", "Name": "S"})
    exported = control("GET", f"/organizations/{source.portal_id}/export")
    (tmp_path / "seed").write_bytes(exported.content)
    (tmp_path / "faults").write_text('{"Rules": [{"Path": "/v1/me", "Status": 503}]}')
    more = [
        "--seed",
        str(tmp_path / "seed"),
        "--faults",
        str(tmp_path / "faults"),
        "--environments",
        "Sandbox",
    ]
    with started(tmp_path, *more) as (_, url):
        key = (tmp_path / "key").read_text()
        api = Marketplace(url, key, source.portal_id, "sandbox", session).seller()
        assert api.ids("/suppliers") == ["s"]
        assert api.refused("GET", "/me") == (503, "Api.Offline")
        assert session.get(f"{url}/staging/v1/openapi/v3").status_code == 404
