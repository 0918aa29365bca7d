# SPDX-License-Identifier: Apache-2.0
"""LANGGRAPH_AES_KEY: checkpoints as LangGraph's own EncryptedSerializer writes and reads them. Values from before the key
stay readable, and whoever has the key reads ours with the published savers."""

from __future__ import annotations

import functools
import os
from typing import Any


@functools.cache
def serializer() -> Any:
    """For every saver of this process; None is the saver's usual one."""
    if "LANGGRAPH_AES_KEY" not in os.environ:
        return None
    from langgraph.checkpoint.serde.encrypted import EncryptedSerializer

    return EncryptedSerializer.from_pycryptodome_aes()


def refusal() -> str | None:
    """One sentence on why no graph may run: storing readable what should not be is no way out."""
    try:
        serializer()
    except (ImportError, ValueError) as error:
        return f"checkpoints cannot be encrypted: {error}"
    return None
