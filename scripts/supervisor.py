"""Run every process of the Procfile under honcho, and restart those that exit."""

import multiprocessing
import os
import queue
import signal
import sys
import time
from collections import deque

from honcho import manager as honcho
from honcho.printer import Message, Printer

MAX_RESTARTS = 5
RESTART_WINDOW = 60.0  # seconds in which a process may restart MAX_RESTARTS times
RESTART_DELAY = 1.0  # seconds
# Seconds from the request to stop until the remaining processes are killed. Honcho's 5 are too few on a slow
# machine, where a worker may need longer to finish its task.
KILL_DELAY = 12.0


class BrokenPipeSafePrinter(Printer):
    """Prints until no one reads the output anymore, then continues silently."""

    def write(self, message: Message) -> None:
        try:
            super().write(message)
        except BrokenPipeError:
            # For the whole program, so that the flush at its exit does not fail either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.output.fileno())


class Supervisor(honcho.Manager):
    """Honcho's manager stops all processes as soon as one exits; this one restarts it.

    A process that exits more than `MAX_RESTARTS` times within `RESTART_WINDOW` seconds is broken, and the
    others are stopped with it.
    """

    def __init__(self) -> None:
        super().__init__(BrokenPipeSafePrinter(sys.stdout))
        self._restarts: dict[str, deque[float]] = {}
        self._restart_at: dict[str, float] = {}
        self._kill_at: float | None = None
        self._signal: int | None = None

    def loop(self) -> None:
        """Return when every process has exited, after a signal or because one is broken."""
        for number in honcho.SIGNALS:
            signal.signal(number, self._note_signal)
        for name in self._processes:
            self._launch(name)
        while not (self._terminating and self._all_stopped()):
            self._next_event()
            self._handle_signal()
            if self._terminating:
                self._kill_remaining()
            else:
                self._restart_due()
        while self._next_event(timeout=0.1):
            pass

    def _note_signal(self, number: int, _frame: object) -> None:
        self._signal = number  # printing here could interleave with an interrupted print

    def _handle_signal(self) -> None:
        number, self._signal = self._signal, None
        if number is not None:
            self.returncode = honcho.SIGNALS[number]["rc"]
            self._system_print(f"{honcho.SIGNALS[number]['name']} received\n")
            self.terminate()

    def _next_event(self, timeout: float = 0.1) -> bool:
        try:
            event = self.events.get(timeout=timeout)
        except queue.Empty:
            return False
        process = self._processes.get(event.name)
        if event.type == "line":
            self._printer.write(event)
        elif event.type == "start":
            process["pid"] = event.data["pid"]
            self._system_print(f"{event.name} started (pid={event.data['pid']})\n")
            if self._terminating:
                self._procmgr.terminate(process["pid"])
        elif event.type == "stop":
            process["returncode"] = event.data["returncode"]
            self._system_print(f"{event.name} stopped (rc={event.data['returncode']})\n")
            if not self._terminating:
                self._plan_restart(event.name)
        return True

    def _plan_restart(self, name: str) -> None:
        now = time.monotonic()
        restarts = self._restarts.setdefault(name, deque(maxlen=MAX_RESTARTS))
        if len(restarts) == MAX_RESTARTS and now - restarts[0] < RESTART_WINDOW:
            self._system_print(f"{name} keeps exiting: stopping everything\n")
            self.returncode = self._processes[name]["returncode"] or 1
            self.terminate()
            return
        restarts.append(now)
        self._restart_at[name] = now + RESTART_DELAY

    def _restart_due(self) -> None:
        for name in [name for name, restart_at in self._restart_at.items() if restart_at <= time.monotonic()]:
            del self._restart_at[name]
            self._launch(name)

    def _launch(self, name: str) -> None:
        process = self._processes[name]
        process.pop("returncode", None)
        process.pop("pid", None)
        process["process"] = multiprocessing.Process(
            name=name, target=process["obj"].run, args=(self.events, True)
        )
        process["process"].start()

    def _kill_remaining(self) -> None:
        if self._kill_at is None:
            self._kill_at = time.monotonic() + KILL_DELAY
        elif time.monotonic() > self._kill_at:
            self._killall(force=True)

    def _killall(self, force: bool = False) -> None:
        """Signal running processes; one that is about to start is stopped once it has."""
        number = signal.SIGKILL if force else signal.SIGTERM
        for name, process in self._processes.items():
            if "pid" in process and "returncode" not in process:
                self._system_print(f"sending {number.name} to {name} (pid {process['pid']})\n")
                (self._procmgr.kill if force else self._procmgr.terminate)(process["pid"])
