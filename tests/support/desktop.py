# SPDX-License-Identifier: Apache-2.0
"""A desktop for one run of a suite: its own X server, window manager, session bus and home."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from heddle_server import wait_until

# Whatever of these the caller has would lead out of the private desktop.
FOREIGN = (
    "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM",
    "QT_QPA_PLATFORMTHEME", "QT_STYLE_OVERRIDE", "QT_SCALE_FACTOR", "XAUTHORITY", "HEDDLE_PROFILE",
)


class Desktop:
    def __init__(self, width: int = 1600, height: int = 1000) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="hd-desk-", ignore_cleanup_errors=True)
        self.home = Path(self._home.name)
        self.home.chmod(0o755)  # the database's account must pass through when we are root
        runtime = self.home / "runtime"
        runtime.mkdir(mode=0o700)
        # No keychain, also where one is installed: the bus would start it, and it would ask for a password of its own.
        services = self.home / "data/dbus-1/services"
        services.mkdir(parents=True)
        (services / "org.freedesktop.secrets.service").write_text(
            "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n"
        )
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.environment = {
            **kept, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"), "XDG_CACHE_HOME": str(self.home / "cache"),
            "LC_ALL": "C.UTF-8", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self._size = f"{width}x{height}x24"

    def __enter__(self) -> Desktop:
        try:
            number = self._told(["Xvfb", "-displayfd", "{fd}", "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"])
            self.environment["DISPLAY"] = f":{number}"
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._told(
                ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address={fd}"]
            )
            self._start(["openbox"])
            wait_until(self._is_managed, what="the window manager")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            # The bus starts services of its own in its session.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)
        self._processes.clear()
        self._home.cleanup()

    def run(self, *command: str) -> bytes:
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=20).stdout

    def picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=True, timeout=60)

    def _is_managed(self) -> bool:
        if self._processes[-1].poll() is not None:
            raise AssertionError(f"openbox has ended:\n{(self.home / 'openbox.log').read_text()}")
        return b"window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    def _start(self, command: list[str], **options: object) -> None:
        log = (self.home / f"{command[0]}.log").open("wb")
        self._processes.append(
            subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **options,  # type: ignore[arg-type]
            )
        )
        log.close()

    def _told(self, command: list[str]) -> str:
        """Starts it and reads the one line it writes when it is ready."""
        reader, writer = os.pipe()
        self._start([part.replace("{fd}", str(writer)) for part in command], pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as lines:
            answer = lines.readline().strip()
        if not answer:
            raise AssertionError(f"{command[0]} did not start")
        return answer
