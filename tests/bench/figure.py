# SPDX-License-Identifier: Apache-2.0
"""One figure of the benchmark: a value, and the floor it is measured against in the same run on the same machine."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    name: str
    value: float
    unit: str
    floor: float | None  # what the machine can do without us; null where there is nothing to compare with
    p95: float | None = None  # a twentieth took longer; null where the value is not one of many measurements

    def line(self) -> str:
        ratio = self.value / self.floor if self.floor else None
        rounded = {key: round(each, 4) if isinstance(each, float) else each for key, each in asdict(self).items()}
        return json.dumps({**rounded, "ratio": None if ratio is None else round(ratio, 4)})


def median_ms(action: Callable[[], object], times: int, warm: int = 5) -> float:
    for _ in range(warm):
        action()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
