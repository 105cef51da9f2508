"""The seeding tool with a personal access token, from the script in docs/seeding.md."""

import os
import re
import subprocess

from organizations.models import Organization
from scripts.node_packages import BIN, NODE_MODULES
from tests.accounts.personal_tokens.creation import create_token
from tests.architecture.repository import ROOT
from tests.portal.api.seeding.tool import HOSTS

SCRIPT = re.search(r"(?:^    .*\n|^\n)*^    seed\(.*\n", (ROOT / "docs/seeding.md").read_text(), re.MULTILINE)


def test_the_script_of_the_docs_seeds_with_a_personal_access_token(tool, cast):
    (tool.folder / "seed.cjs").write_text(re.sub(r"^    ", "", SCRIPT[0], flags=re.MULTILINE))
    (tool.folder / "garden.yml").write_text(
        "Objects: {Incrementors: [{ID: one, LastNumber: 1, LeftPaddingCount: 0}]}"
    )
    ended = subprocess.run(
        [BIN / "node", "--require", HOSTS, "seed.cjs", "garden.yml", "garden"],
        cwd=tool.folder,
        env={
            "PATH": os.environ["PATH"],
            "NODE_PATH": str(NODE_MODULES),
            "ORDERCLOUD_HOSTS_PORTAL": tool.portal,
            "ORDERCLOUD_HOSTS_API": tool.api,
            "TOKEN": create_token(cast.oscar, scope="write").token,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert "Created 1 Incrementors." in ended.stdout, ended.stdout
    assert Organization.objects.get(pk="garden").owner == cast.oscar
