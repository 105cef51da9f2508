"""The emulator as a program: help, commands, files, and a kill while it writes."""

import json
import sys
import threading

import pytest
import requests

from environments.emulator.__main__ import main
from environments.emulator.emulator import Emulator
from environments.emulator.http import standalone
from tests.environments.emulator.api_client import Marketplace
from tests.environments.emulator.emulator_process import run_emulator, stop
from tests.polling import wait_until


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the program in this process until it exits; return its output and its exit status."""

    def run(*arguments: str) -> tuple[str, object]:
        monkeypatch.setattr(sys, "argv", ["emulator", *arguments])
        monkeypatch.delenv("EMULATOR_KEY", raising=False)
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return captured.out + captured.err, ended.value.code

    return run


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1:8100"), ("::1", "[::1]:8100")])
def test_ipv4_and_ipv6_addresses_are_formatted_as_urls(host, shown):
    assert standalone.netloc(host, 8100) == shown


def test_the_help_describes_the_program(run):
    out, status = run("--help")
    assert status == 0
    for word in ("offline OrderCloud", "--data", "--seed", "--faults", "export", "restore", "token"):
        assert word in out


@pytest.mark.parametrize("option", ["--seed", "--faults"])
def test_a_missing_file_is_reported_in_one_sentence(run, tmp_path, option):
    output, code = run("--key-file", str(tmp_path / "key"), option, "/nowhere")
    assert code == 2
    assert "/nowhere" in output
    assert output.count("\n") == 1


def test_a_missing_key_is_reported_with_how_to_set_it(run):
    output, code = run()
    assert code == 2
    assert "--key-file" in output


@pytest.mark.parametrize(
    ("file", "content", "option"),
    [
        ("faults", "[]", "--faults"),
        ("faults", '{"Rules": [{"Unknown": 1}]}', "--faults"),
        ("faults", "{", "--faults"),
        ("key", "short", "--key-file"),
    ],
)
def test_a_file_without_valid_content_is_wrong_usage(run, tmp_path, file, content, option):
    (tmp_path / file).write_text(content)
    output, code = run("--key-file", str(tmp_path / "key"), option, str(tmp_path / file))
    assert (code, output.count("\n")) == (2, 1)


def test_a_ready_file_in_a_missing_folder_is_wrong_usage(run, tmp_path):
    output, code = run("--key-file", str(tmp_path / "key"), "--ready-file", str(tmp_path / "none" / "ready"))
    assert (code, output.count("\n")) == (2, 1)


def test_a_taken_port_has_its_own_exit_code(run, tmp_path, emulator_server):
    port = emulator_server.url.rpartition(":")[2]
    output, code = run("--key-file", str(tmp_path / "key"), "--port", port)
    assert code == 4
    assert port in output


def test_data_that_is_no_database_has_its_own_exit_code(run, tmp_path):
    (tmp_path / "data").write_text("This is text. " * 100)
    output, code = run("--key-file", str(tmp_path / "key"), "--data", str(tmp_path / "data"))
    assert code == 5
    assert "not a database" in output


def test_a_kill_during_writes_loses_no_acknowledged_write(tmp_path, session):
    data = str(tmp_path / "shop.db")
    created_ids: list[str] = []

    def write(url: str, token: str, writer: int) -> None:
        with requests.Session() as own:
            for number in range(10_000):
                body = {"ID": f"w{writer}-{number}", "Name": "S"}
                try:
                    headers = {"Authorization": f"Bearer {token}"}
                    response = own.post(f"{url}/sandbox/v1/suppliers", json=body, headers=headers, timeout=10)
                except requests.RequestException:
                    return
                assert response.status_code == 201
                created_ids.append(body["ID"])

    with run_emulator(tmp_path, "--data", data) as (process, url):
        session.put(f"{url}/_emulator/organizations/shop", json={}).raise_for_status()
        key = (tmp_path / "key").read_text()
        token = Marketplace(url, key, "shop", "sandbox", session).seller().token
        writers = [threading.Thread(target=write, args=(url, token, n)) for n in range(4)]
        for writer in writers:
            writer.start()
        wait_until(lambda: len(created_ids) >= 60 or process.poll() is not None)
        stop(process)
        for writer in writers:
            writer.join()

    with run_emulator(tmp_path, "--data", data) as (_, url):
        api = Marketplace(url, key, "shop", "sandbox", session).with_token(token)
        pages = api.get("/suppliers", pageSize=100)["Meta"]["TotalPages"]
        stored_ids = [i for page in range(pages) for i in api.ids("/suppliers", pageSize=100, page=page + 1)]
    assert set(created_ids) <= set(stored_ids)
    assert len(stored_ids) - len(created_ids) <= 4


# commands


@pytest.fixture
def command(emulator_server, tmp_path, run):
    """Return a function that runs a command for the tests' emulator and returns output and exit status."""
    (tmp_path / "key").write_text(emulator_server.key)
    return lambda *arguments: run(
        "--url", emulator_server.url, "--key-file", str(tmp_path / "key"), *arguments
    )


def test_commands_create_an_organization_and_a_token(command, emulator_server, session):
    out, status = command("organization", "by-command", "--environment", "staging", "--name", "N")
    assert (json.loads(out)["BasePath"], status) == ("/staging", 0)
    token, _ = command("token", "by-command", "--scope", "BuyerReader")
    marketplace = Marketplace(emulator_server.url, emulator_server.key, "by-command", "staging", session)
    assert marketplace.with_token(token.strip()).items("/buyers") == []
    assert "by-command" in command("organizations")[0]
    assert command("purge", "by-command")[1] == 0


def test_commands_export_and_import(command, create_organization, tmp_path):
    one, two = create_organization(), create_organization()
    one.seller().post("/suppliers", {"ID": "s", "Name": "S"})
    file = str(tmp_path / "shop.ndjson")
    command("export", one.portal_id, file)
    out, _ = command("import", two.portal_id, file)
    assert json.loads(out) == {"Records": 1}
    assert two.seller().ids("/suppliers") == ["s"]


def test_commands_set_faults_and_list_requests(command, create_organization, tmp_path):
    api = create_organization().seller()
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


def test_commands_restore_a_pair(command, create_organization):
    production = create_organization(environment="Production")
    out, _ = command("restore", production.portal_id)
    assert json.loads(out)["Restore"]["OrganizationID"] == f"{production.portal_id}_Staging"


def test_commands_let_time_pass_and_run_subscriptions(command, clock):
    clock(0)
    before = json.loads(command("clock")[0])
    assert before["AheadSeconds"] == 0
    assert (
        json.loads(command("clock", "--days", "31", "--hours", "1")[0])["AheadSeconds"] == 31 * 86400 + 3600
    )
    assert json.loads(command("clock", "--now", "2030-01-01")[0])["Now"].startswith("2030-01-01")
    assert json.loads(command("subscriptions")[0]) == {"Runs": []}
    assert command("subscriptions", "--organization", "nothing")[1] == 1


def test_a_failing_command_reports_why_and_exits_with_1(command, run):
    assert command("purge", "nobody")[1] == 1
    output, status = run("--url", "http://127.0.0.1:9", "organizations")
    assert status == 1
    assert "no emulator responds" in output


def test_a_seed_and_faults_apply_from_the_start_and_requests_are_kept_across_a_stop(
    tmp_path, create_organization, control
):
    source = create_organization()
    source.seller().post("/suppliers", {"ID": "s", "Name": "S"})
    exported = control("GET", f"/organizations/{source.portal_id}/export")
    (tmp_path / "seed").write_bytes(exported.content)
    (tmp_path / "faults").write_text('{"Rules": [{"Path": "/v1/me", "Status": 503}]}')
    data = str(tmp_path / "data")
    files = ["--data", data, "--seed", str(tmp_path / "seed"), "--faults", str(tmp_path / "faults")]
    with run_emulator(tmp_path, *files, "--environments", "Sandbox") as (process, url):
        key = (tmp_path / "key").read_text()
        with requests.Session() as own:
            api = Marketplace(url, key, source.portal_id, "sandbox", own).seller()
            assert api.ids("/suppliers") == ["s"]
            assert api.refused("GET", "/me") == (503, "Api.Offline")
            assert own.get(f"{url}/staging/v1/openapi/v3").status_code == 404
        process.terminate()
        assert process.wait(30) == 0
    again = Emulator(data, key)
    paths = [entry["Path"] for entry in again.requests.entries(source.portal_id, None)]
    again.close()
    assert paths == ["/v1/suppliers", "/v1/me"]
