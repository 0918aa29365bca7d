# SPDX-License-Identifier: Apache-2.0
"""Reads and works a window through AT-SPI, the way a screen reader does.

Runs under the system's Python, which has the bindings; the suites' environment has not. One JSON request a line on
stdin, one JSON answer a line on stdout: {"ok": …} or {"error": …}. Nodes are named by numbers that stay valid until
the next "find" of the same process asks for a fresh start with "forget".
"""

from __future__ import annotations

import json
import re
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# Their children are cells: thousands, and asked for one by one where they are wanted.
LEAVES = {"table", "list", "tree", "tree table", "menu bar", "scroll bar"}
CALL_TIMEOUT_MS = 5000


class Agent:
    def __init__(self) -> None:
        self.nodes: dict[int, Atspi.Accessible] = {}
        Atspi.set_timeout(CALL_TIMEOUT_MS, CALL_TIMEOUT_MS)

    def windows(self, pid: int) -> list[Atspi.Accessible]:
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        found = []
        for app in children(desktop):
            if app.get_process_id() == pid:
                app.clear_cache()
                found += children(app)
        return found

    def keep(self, node: Atspi.Accessible) -> dict:
        number = len(self.nodes) + 1
        self.nodes[number] = node
        states = node.get_state_set()
        return {
            "node": number,
            "role": node.get_role_name(),
            "name": node.get_name(),
            "enabled": states.contains(Atspi.StateType.ENABLED),
            "focused": states.contains(Atspi.StateType.FOCUSED),
            "focusable": states.contains(Atspi.StateType.FOCUSABLE),
            "active": states.contains(Atspi.StateType.ACTIVE),
            "checked": states.contains(Atspi.StateType.CHECKED),
            "selected": states.contains(Atspi.StateType.SELECTED),
        }

    def find(self, pid: int, role: str = "", name: str = "", window: str = "", below: int = 0) -> list[dict]:
        """What is on the screen with this role and a name that the regular expression matches whole."""
        self.nodes = {below: self.nodes[below]} if below else {}
        tops = [self.nodes[below]] if below else self.windows(pid)
        answer = []
        for top in tops:
            if window and not re.fullmatch(window, top.get_name() or ""):
                continue
            for node in showing(top):
                if role and node.get_role_name() != role:
                    continue
                if name and not re.fullmatch(name, node.get_name() or "", re.DOTALL):
                    continue
                answer.append(self.keep(node))
        return answer

    def press(self, node: int) -> bool:
        target = self.nodes[node]
        action = target.get_action_iface()
        names = [action.get_action_name(i) for i in range(action.get_n_actions())]
        for wanted in ("Press", "Toggle", "ShowMenu"):
            if wanted in names:
                return action.do_action(names.index(wanted))
        raise LookupError(f"{target.get_name()!r} cannot be pressed; it has {names}")

    def down(self, node: int) -> bool:
        """Whether a button still shows that it was pressed. Qt lets an assistive press act only when it comes up."""
        try:
            self.nodes[node].clear_cache()
            return self.nodes[node].get_state_set().contains(Atspi.StateType.PRESSED)
        except GLib.Error:
            return False  # gone with its window

    def focus(self, node: int) -> bool:
        return self.nodes[node].get_component_iface().grab_focus()

    def text(self, node: int) -> str:
        text = self.nodes[node].get_text_iface()
        return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))

    def write(self, node: int, text: str) -> bool:
        return self.nodes[node].get_editable_text_iface().set_text_contents(text)

    def rows(self, node: int, limit: int = 20) -> list[list[str]]:
        table = self.nodes[node].get_table_iface()
        self.nodes[node].clear_cache()
        columns = range(table.get_n_columns())
        return [
            [(cell.get_name() or "") if (cell := table.get_accessible_at(row, column)) else "" for column in columns]
            for row in range(min(limit, table.get_n_rows()))
        ]

    def take(self, node: int, row: int) -> bool:
        """Takes a table's row by the action of its first cell: how a reader goes where the keyboard has not been."""
        cell = self.nodes[node].get_table_iface().get_accessible_at(row, 0)
        action = cell.get_action_iface()
        names = [action.get_action_name(i) for i in range(action.get_n_actions())]
        return action.do_action(names.index("Toggle"))

    def items(self, node: int) -> list[str]:
        self.nodes[node].clear_cache()
        return [child.get_name() or "" for child in children(self.nodes[node])]

    def place(self, node: int) -> list[int]:
        box = self.nodes[node].get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        return [box.x, box.y, box.width, box.height]


def children(node: Atspi.Accessible) -> list[Atspi.Accessible]:
    found = (node.get_child_at_index(i) for i in range(node.get_child_count()))
    return [child for child in found if child is not None]


def showing(top: Atspi.Accessible):
    """The node and what is below it, in reading order; what is hidden is left out with all its children."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        try:
            if not node.get_state_set().contains(Atspi.StateType.SHOWING):
                continue
            yield node
            if node.get_role_name() not in LEAVES:
                waiting += reversed(children(node))
        except GLib.Error:
            continue  # gone while we looked: the caller looks again


def main() -> None:
    agent = Agent()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": getattr(agent, request.pop("do"))(**request)}
        except (GLib.Error, LookupError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
