# SPDX-License-Identifier: Apache-2.0
"""An embedding without a model: how often each letter occurs. Texts with the same letters are alike."""

import string
from collections.abc import Sequence


async def embed(texts: Sequence[str]) -> list[list[float]]:
    if "explode" in texts:
        raise ValueError("no vector for this text")
    return [[float(text.lower().count(letter)) for letter in string.ascii_lowercase] for text in texts]
