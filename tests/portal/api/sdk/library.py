"""OrderCloud's Portal client, unmodified, in a node process of its own."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from accounts.login import api_tokens
from accounts.models import User
from scripts.node_packages import BIN

SCRIPT = Path(__file__).with_name("library.mjs")
NO_TOKEN = ""


@dataclass
class LibraryError(Exception):
    """An error that the library threw."""

    status: int
    code: str
    message: str


class Library:
    """Calls methods as `library("Teams.Get", "traders")`; `worked` holds those that did.

    Attributes:
        methods: every public method of every resource that the package exports.
    """

    def __init__(self, base_url: str):
        self.process = subprocess.Popen(
            [str(BIN / "node"), str(SCRIPT), base_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.worked: set[str] = set()
        self.methods: list[str] = self._read()

    def __call__(self, method: str, *values: Any, token: str | None = None) -> Any:
        """Return the result; None for no content.

        Args:
            token: replaces the access token that the library holds; empty for none.

        Raises:
            LibraryError: the library threw its error.
        """
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"method": method, "values": values, "token": token}) + "\n")
        self.process.stdin.flush()
        response = self._read()
        if error := response.get("error"):
            assert error["isPortalError"], error
            raise LibraryError(error["status"], error["errorCode"], error["message"])
        self.worked.add(method)
        return response["result"]

    def of(self, user: User) -> Callable[..., Any]:
        """Return this library as a user who is signed in."""
        return partial(self, token=api_tokens.issue(user).access_token)

    def anonymous(self) -> Callable[..., Any]:
        """Return this library without a token."""
        return partial(self, token=NO_TOKEN)

    def close(self) -> None:
        """End the process."""
        self.process.communicate()

    def _read(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())
