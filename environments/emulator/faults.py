"""What the emulator is told to do wrong, so that others can show how they bear it."""


class Faults:
    """No faults yet."""

    def __init__(self) -> None:
        self.rules: list[dict] = []

    def reset(self) -> None:
        self.rules = []
