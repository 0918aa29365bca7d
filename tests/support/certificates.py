# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for one test run, made with openssl."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
RSA = ["-newkey", "rsa:2048", "-nodes"]


@dataclass(frozen=True)
class Certificate:
    certificate: Path
    key: Path
    authority: Path


class Authority:
    def __init__(self, name: str) -> None:
        self._root = tempfile.TemporaryDirectory(prefix="hx-ca-")
        self.folder = Path(self._root.name)
        self.folder.chmod(0o755)
        self.name = name
        self.file = self.folder / "ca.crt"
        self._openssl("req", "-x509", *EC, "-keyout", "ca.key", "-out", "ca.crt", "-subj", f"/CN={name}", "-days", "2")

    def issue(self, host: str, days: int = 2, key: list[str] = EC) -> Certificate:
        """For one DNS name; a negative number of days: expired."""
        name = f"{host}{days}{key[1]}"
        (self.folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\n")
        self._openssl("req", "-new", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                      str(days), "-extfile", f"{name}.ext", "-out", f"{name}.crt")
        return Certificate(self.folder / f"{name}.crt", self.folder / f"{name}.key", self.file)

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self.folder)

    def remove(self) -> None:
        self._root.cleanup()
