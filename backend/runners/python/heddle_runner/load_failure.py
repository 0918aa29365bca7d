# SPDX-License-Identifier: Apache-2.0
"""Why a project's code could not be loaded, told to the person who wrote it."""

from __future__ import annotations

import sys
import traceback
from importlib import __file__ as importlib_file
from pathlib import Path

from .source import EntryError

_OURS = (str(Path(__file__).parent), str(Path(importlib_file).parent), "<frozen importlib")


def sentence(raised: BaseException) -> str:
    if isinstance(raised, EntryError):
        return str(raised)
    text = f"{type(raised).__name__}: {raised}"
    if isinstance(raised, ModuleNotFoundError):
        text += f"; install it for {sys.executable}, which runs the graphs, or name its folder in 'dependencies'"
    return text


def trace(raised: BaseException) -> str:
    """From the project's first line on: how we got there says nothing about its mistake."""
    frames = raised.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OURS):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(raised), raised, frames or raised.__traceback__))
