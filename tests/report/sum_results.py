# SPDX-License-Identifier: Apache-2.0
"""Adds up what every suite reported and prints one line, `N passed, N failed`; exits 1 on any failure.

Reads the JUnit files of a folder. A C++ program is one entry there, so its cases are taken from Qt Test's own
`Totals:` line; a program that ended without one (a crash, a time-out, a report of a sanitizer) counts as a failure.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.MULTILINE)


def of_program(case: ElementTree.Element) -> tuple[int, int]:
    """A ctest entry: one test program."""
    output = case.findtext("system-out") or ""
    totals = [tuple(map(int, found)) for found in TOTALS.findall(output)]
    passed = sum(each[0] for each in totals)
    failed = sum(each[1] for each in totals)
    succeeded = case.get("status") == "run"
    if succeeded and not totals:
        passed = 1
    if not succeeded and failed == 0:
        failed = 1
    return passed, failed


def of_function(case: ElementTree.Element) -> tuple[int, int]:
    """A pytest entry: one test function."""
    if case.find("failure") is not None or case.find("error") is not None:
        return 0, 1
    return (0, 0) if case.find("skipped") is not None else (1, 0)


def add_up(folder: Path) -> tuple[int, int, list[str]]:
    passed = failed = 0
    wrong: list[str] = []
    for report in sorted(folder.glob("*.xml")):
        count = of_program if report.name.startswith("ctest") else of_function
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            good, bad = count(case)
            passed, failed = passed + good, failed + bad
            if bad:
                wrong.append(f"{report.stem}: {case.get('classname', '')} {case.get('name')}")
    return passed, failed, wrong


def main() -> int:
    passed, failed, wrong = add_up(Path(sys.argv[1]))
    for name in wrong:
        print(f"failed: {name}")
    if passed == 0 and failed == 0:
        print("no test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
