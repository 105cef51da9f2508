"""OrderCloud's seeding tool as it comes from npm, pointed at a portal as docs/seeding.md says."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

from scripts.node_packages import BIN, NODE_MODULES
from tests.architecture.repository import ROOT
from tests.cast import PASSWORD

CLI = NODE_MODULES / "@ordercloud" / "seeding" / "dist" / "cli.js"
HOSTS = ROOT / "static" / "downloads" / "ordercloud-hosts.cjs"
SHORT_TIMERS = Path(__file__).parent / "short_timers.cjs"
GARDEN_SHOP = Path(__file__).parent / "garden-shop.yml"


@dataclass(frozen=True)
class Run:
    """How a run of the tool ended, and what it printed."""

    status: int
    output: str


@dataclass(frozen=True)
class SeedingTool:
    """The tool, run in `folder`.

    Attributes:
        portal: the address of the portal.
        api: the API address of an environment, without `/v1`.
        pace: what `short_timers.cjs` does; empty for the tool's own pace.
    """

    folder: Path
    portal: str
    api: str
    pace: str = "short"

    def run(self, *arguments: str | Path, pace: str = "") -> Run:
        pace = pace or self.pace
        command = [BIN / "node", "--require", HOSTS, *(["--require", SHORT_TIMERS] if pace else []), CLI]
        environment = {
            "PATH": os.environ["PATH"],
            "ORDERCLOUD_HOSTS_PORTAL": self.portal,
            "ORDERCLOUD_HOSTS_API": self.api,
            "PACE": pace,
        }
        ended = subprocess.run(
            [*command, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return Run(ended.returncode, ended.stdout)

    def seed(
        self,
        file: Path,
        id: str,
        *options: str,
        user: str = "olive",
        password: str = PASSWORD,
        pace: str = "",
    ) -> Run:
        return self.run("seed", file, "-i", id, "-u", user, "-p", password, *options, pace=pace)

    def download(self, id: str, *, user: str = "olive", password: str = PASSWORD) -> Run:
        """The downloaded file is `ID.yml` in the folder."""
        return self.run("download", "-f", f"{id}.yml", "-i", id, "-u", user, "-p", password)

    def downloaded(self, id: str) -> dict:
        """Download the organization and return what the file contains."""
        run = self.download(id)
        assert "Done downloading" in run.output, run.output
        return load(self.folder / f"{id}.yml")


def load(file: Path) -> dict:
    return yaml.safe_load(file.read_text())
