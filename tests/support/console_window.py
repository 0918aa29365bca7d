# SPDX-License-Identifier: Apache-2.0
"""The real `heddle` on a private desktop, worked by role and accessible name and by the keyboard."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from desktop import Desktop
from heddle_server import server_program, wait_until

AGENT = Path(__file__).with_name("accessibility_agent.py")
PATIENCE = float(os.environ.get("HEDDLE_TEST_PATIENCE", "40"))


class Agent:
    """The accessibility reader beside the window; see accessibility_agent.py."""

    def __init__(self, desktop: Desktop) -> None:
        self._process = subprocess.Popen(
            ["/usr/bin/python3", str(AGENT)], env=desktop.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )

    def ask(self, do: str, **request: object):
        assert self._process.stdin and self._process.stdout
        print(json.dumps({"do": do, **request}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the accessibility reader has ended: is python3-pyatspi installed?")
        answer = json.loads(line)
        if "error" in answer:
            raise LookupError(answer["error"])
        return answer["ok"]

    def stop(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class ConsoleWindow:
    def __init__(self, desktop: Desktop, profile: Path, *arguments: str) -> None:
        self.desktop = desktop
        self.profile = profile
        self.agent = Agent(desktop)
        # A local server started from the window runs the graphs with the Python of this suite.
        environment = {**desktop.environment, "VIRTUAL_ENV": sys.prefix, "HEDDLE_STATE_DIR": str(desktop.home / "state")}
        del environment["XDG_RUNTIME_DIR"]  # its sockets are the database's too, which is another account under root
        self._log = desktop.home / "heddle.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(server_program().with_name("heddle")), "--profile-dir", str(profile), *arguments],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        self.see("frame", r".*Heddle")

    # What is there

    def all(self, role: str = "", name: str = "", window: str = "") -> list[dict]:
        self._alive()
        try:
            return self.agent.ask("find", pid=self.process.pid, role=role, name=name, window=window)
        except LookupError:
            return []  # a window that opened or closed meanwhile: the caller looks again

    def see(self, role: str, name: str, window: str = "", seconds: float = PATIENCE) -> dict:
        """The one thing on the screen with this role and name (a regular expression that matches it whole)."""
        return wait_until(
            lambda: next(iter(self.all(role, name, window)), None), seconds, f"{role} {name!r} in the window\n{self.log()}"
        )

    def gone(self, role: str, name: str, window: str = "") -> None:
        wait_until(lambda: not self.all(role, name, window), PATIENCE, f"{role} {name!r} should go")

    def says(self, text: str, window: str = "") -> dict:
        return self.see("label", f".*{text}.*", window)

    def rows(self, table: str, limit: int = 20, window: str = "") -> list[list[str]]:
        found = self.all("table", re.escape(table), window)
        try:
            return self.agent.ask("rows", node=found[0]["node"], limit=limit) if found else []
        except LookupError:
            return []

    def row_with(self, table: str, *texts: str, limit: int = 20, window: str = "") -> int:
        """The number of the first row that holds all these cells (regular expressions), as soon as there is one."""

        def look() -> int | None:
            for number, row in enumerate(self.rows(table, limit, window)):
                if all(any(re.fullmatch(text, cell) for cell in row) for text in texts):
                    return number + 1
            return None

        return wait_until(look, PATIENCE, f"a row {texts} in {table}: {self.rows(table, limit, window)}") - 1

    def items(self, name: str) -> list[str]:
        found = self.all("list", re.escape(name))
        try:
            return self.agent.ask("items", node=found[0]["node"]) if found else []
        except LookupError:
            return []

    def row_of(self, table: str, key: str) -> list[str]:
        """The row with this id; rows that came after the list was read wait behind its "new" button."""

        def look() -> list[str] | None:
            row = next((row for row in self.rows(table, 200) if key in row), None)
            new = [] if row else self.all("push button", f"Show new {table.lower()}")
            if new:
                self.agent.ask("press", node=new[0]["node"])
            return row

        return wait_until(look, PATIENCE, f"{key} in {table}")

    def tree(self, name: str, window: str = "") -> list[str]:
        found = self.all("tree", re.escape(name), window)
        return self.agent.ask("items", node=found[0]["node"]) if found else []

    # What a user does

    def go(self, place: str, title: str = "", new_tab: bool = False) -> None:
        """Ctrl+P: a page by its name, or an object by its id."""
        self.keys("ctrl+p")
        field = "Go to a page, a deployment, or paste an id"
        self.see("text", field)
        self.write("text", field, place)
        wanted = title or re.escape(place)
        wait_until(
            lambda: re.match(wanted, next(iter(self.items("Matches")), "")), PATIENCE, f"{place!r} found by the palette"
        )
        self.keys("ctrl+Return" if new_tab else "Return")
        self.see("frame", f"{wanted} · Heddle")
        self.gone("text", field)

    def command(self, name: str) -> None:
        """Ctrl+Shift+P: a command by its name."""
        self.keys("ctrl+shift+p")
        self.see("text", "Type a command")
        self.write("text", "Type a command", name)
        wait_until(lambda: next(iter(self.items("Matches")), "").startswith(name), PATIENCE, f"the command {name!r}")
        self.keys("Return")
        self.gone("text", "Type a command")

    def pick(self, item: str, window: str = "") -> None:
        """An item of the one box of a window. A box is read by its value; its label is a relation."""
        self.press("combo box", ".+", window)
        wait_until(lambda: any(node["focused"] for node in self.all("list")), PATIENCE, "the box's list")
        self.keys(*item[:3], "Return")
        self.see("combo box", re.escape(item), window)

    def choose(self, name: str, item: str) -> None:
        """An item of a list, by the keyboard."""
        wait_until(lambda: any(text.endswith(item) for text in self.items(name)), PATIENCE, f"{item} in {name}")
        texts = self.items(name)
        self.focus("list", name)
        at = next(number for number, text in enumerate(texts) if re.split(r"[.\s]", text)[-1] == item)
        self.keys("Home", *["Down"] * at)

    def press(self, role: str, name: str, window: str = "") -> None:
        def try_it() -> int | None:
            found = next((node["node"] for node in self.all(role, name, window) if node["enabled"]), None)
            try:
                return found if found is None or self.agent.ask("press", node=found) else None
            except LookupError:
                return None

        node = wait_until(try_it, PATIENCE, f"{role} {name!r} to be pressed\n{self.log()}")
        # Qt acts on it a moment later, when the button comes up; a window closed before that takes the press with it.
        wait_until(lambda: not self.agent.ask("down", node=node), PATIENCE, f"{role} {name!r} to come up")

    def take(self, table: str, row: int) -> None:
        """A row of a table without keyboard and mouse, as a screen reader takes it."""
        self.agent.ask("take", node=self.see("table", re.escape(table))["node"], row=row)

    def clipboard(self) -> str:
        """What is in it, pasted where a text is typed."""
        field = "Go to a page, a deployment, or paste an id"
        self.keys("ctrl+p")
        self.see("text", field)
        self.keys("ctrl+v")
        text = wait_until(lambda: self.text("text", field), PATIENCE, "the pasted text")
        self.keys("Escape")
        self.gone("text", field)
        return text

    def button(self, name: str, window: str = "") -> None:
        self.press("push button", name, window)

    def focus(self, role: str, name: str, window: str = "") -> None:
        def try_it() -> bool:
            found = self.all(role, name, window)
            if not found:
                return False
            if found[0]["focused"]:
                return True
            if not self.agent.ask("focus", node=found[0]["node"]):
                self._click(found[0]["node"])  # Qt's tables and lists cannot be focused through AT-SPI
            return False

        wait_until(try_it, PATIENCE, f"the focus on {role} {name!r}")

    def wait_focus(self, role: str, name: str) -> None:
        wait_until(lambda: any(node["focused"] for node in self.all(role, name)), PATIENCE, f"the focus on {role} {name!r}")

    def tab_to(self, role: str, name: str, most: int = 80) -> None:
        """Tab until it is there, as somebody without a mouse does."""
        self.see(role, name)
        for _ in range(most):
            if any(node["focused"] for node in self.all(role, name)):
                return
            before = self.focused()
            self.keys("Tab")
            wait_until(lambda: self.focused() != before, PATIENCE, f"Tab to leave {before}")
        raise AssertionError(f"{most} times Tab do not lead to {role} {name!r}")

    def focused(self) -> list[tuple[str, str]]:
        return [(node["role"], node["name"]) for node in self.all() if node["focused"]]

    def _click(self, node: int) -> None:
        x, y, width, height = self.agent.ask("place", node=node)
        self.desktop.run("xdotool", "mousemove", str(x + width // 2), str(y + min(height // 2, 44)), "click", "1")

    def write(self, role: str, name: str, text: str, window: str = "") -> None:
        node = self.see(role, name, window)
        self.agent.ask("write", node=node["node"], text=text)

    def text(self, role: str, name: str, window: str = "") -> str:
        return self.agent.ask("text", node=self.see(role, name, window)["node"])

    def keys(self, *keys: str) -> None:
        wait_until(lambda: any(node["active"] for node in self.all()), PATIENCE, "an active window")
        self.desktop.run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.desktop.run("xdotool", "type", "--delay", "2", text)

    # The frame

    def _window_id(self) -> str:
        found = self.desktop.run("xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", " · Heddle$")
        return found.decode().split()[0]

    def shape(self) -> list[str]:
        """Place and size on the screen."""
        lines = self.desktop.run("xdotool", "getwindowgeometry", "--shell", self._window_id()).decode().split()
        return [line for line in lines if line[0] in "XYWH"]

    def resize(self, width: int, height: int) -> None:
        self.desktop.run("xdotool", "windowsize", self._window_id(), str(width), str(height))
        wait_until(lambda: {f"WIDTH={width}", f"HEIGHT={height}"} <= set(self.shape()), PATIENCE, "the new size")

    def picture(self, file: Path) -> None:
        """The window without its frame."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.desktop.run("import", "-window", self._window_id(), str(file))

    def is_dark(self) -> bool:
        grey = self.desktop.run("import", "-window", self._window_id(), "-resize", "1x1!", "-colorspace", "Gray", "txt:-")
        return int(re.search(rb"#([0-9A-F]{2})", grey)[1], 16) < 0x80  # type: ignore[index]

    def dismiss(self, dialog: str) -> None:
        """Escape in this dialog, whichever window is in front."""
        find = ("xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", f"^{dialog}")

        def closed() -> bool:
            for number in self.desktop.run(*find).decode().split():
                self.desktop.run("xdotool", "windowactivate", number)
                if any(node["active"] for node in self.all("dialog", dialog)):
                    self.desktop.run("xdotool", "key", "Escape")
            return not self.all("dialog", dialog)

        wait_until(closed, PATIENCE, f"{dialog!r} should close")

    # Life

    def close(self) -> int:
        """Closes the window by its frame, as the user does; answers the exit code."""
        self.keys("alt+F4")
        return self.end()

    def end(self) -> int:
        code = self.process.wait(30)
        self.agent.stop()
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.end()

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]

    def _alive(self) -> None:
        if self.process.poll() is not None:
            raise AssertionError(f"heddle has ended with {self.process.returncode}:\n{self.log()}")
