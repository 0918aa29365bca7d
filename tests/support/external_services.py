# SPDX-License-Identifier: Apache-2.0
"""A Postgres, a Redis and a PgBouncer as somebody else runs them: over TCP, with passwords, with TLS if asked."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from certificates import Certificate
from heddle_server import wait_until

PASSWORD = "p@ss/w%rd: " + secrets.token_hex(4)  # every sign that a URI must escape
USER = "heddle"


def account() -> str | None:
    """Postgres and PgBouncer refuse root: then they run as the packaged account."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """One process in a folder of its own. Its port was free a moment ago; a start that fails says what the log says."""

    def __init__(self, name: str) -> None:
        self._root = tempfile.TemporaryDirectory(prefix=f"hx-{name}-", ignore_cleanup_errors=True)
        self.folder = Path(self._root.name)
        self.folder.chmod(0o755)
        self.owner = account() if name != "redis" else None
        self.log = self.folder / "log"
        self.log.touch()
        for path in (self.folder, self.log):
            self._give(path)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def _give(self, path: Path) -> None:
        if self.owner:
            shutil.chown(path, self.owner, pwd.getpwnam(self.owner).pw_gid)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        self._give(path)
        return path

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> Service:
        with self.log.open("ab") as log:
            # By a program of its own, not by code between fork and exec: tests have threads, which make that unsafe.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command()], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.folder, user=self.owner, group=self.owner, extra_groups=[] if self.owner else None,
            )
        wait_until(self._up_or_gone, 30, f"{self.command()[0]} answers")
        return self

    def _up_or_gone(self) -> bool:
        assert self.process
        assert self.process.poll() is None, f"{self.command()[0]} ended: {self.log.read_text()}"
        return self.answers()

    def stop(self, number: int = signal.SIGINT) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(30)
            self.process = None

    def restart(self, number: int = signal.SIGINT) -> None:
        self.stop(number)
        self.start()

    def __enter__(self) -> Service:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGKILL if self.owner is None else signal.SIGQUIT)
        self._root.cleanup()


class Postgres(Service):
    def __init__(self, certificate: Certificate | None = None) -> None:
        super().__init__("pg")
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.settings = {"listen_addresses": "127.0.0.1", "fsync": "off", "unix_socket_directories": str(self.folder)}
        password = self.write("password", PASSWORD)
        subprocess.run(
            [self.binaries / "initdb", "-D", self.folder / "data", "-U", USER, "-A", "scram-sha-256", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync", f"--pwfile={password}"],
            check=True, capture_output=True, cwd=self.folder, user=self.owner, group=self.owner,
        )
        if certificate:
            self.use(certificate)

    def use(self, certificate: Certificate) -> None:
        """The certificate to show from the next start on."""
        files = {"ssl_cert_file": certificate.certificate, "ssl_key_file": certificate.key}
        kept = {name: str(self.write(path.name, path.read_text())) for name, path in files.items()}
        self.settings |= {"ssl": "on", **kept}

    def command(self) -> list[str]:
        settings = [part for pair in self.settings.items() for part in ("-c", "=".join(pair))]
        return [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *settings]

    def answers(self) -> bool:
        # Over the socket: whether TLS works is for the test to find out.
        probe = psycopg.conninfo.make_conninfo(host=str(self.folder), port=self.port, user=USER, password=PASSWORD, dbname="postgres")
        try:
            psycopg.connect(probe, connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            return False

    def uri(self, database: str = "postgres", host: str = "127.0.0.1", **parameters: str) -> str:
        query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in parameters.items())
        return f"postgres://{USER}:{quote(PASSWORD, safe='')}@{host}:{self.port}/{database}" + (f"?{query}" if query else "")

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), port=self.port, user=USER, password=PASSWORD, dbname=database, autocommit=True)

    def fail_over(self) -> None:
        """As if a standby had been promoted: the same data, on a new timeline."""
        self.stop()
        self.write("data/recovery.signal", "")
        self.settings["restore_command"] = "false"
        self.start()

    def make_database(self) -> str:
        name = "d" + secrets.token_hex(4)
        with self.connect() as connection:
            connection.execute(f"create database {name}")
        return name


class Redis(Service):
    def __init__(self, certificate: Certificate | None = None, asks_clients: bool = False) -> None:
        """`asks_clients`: for a certificate of the same authority."""
        super().__init__("redis")
        self.certificate = certificate
        self.asks_clients = asks_clients
        self.socket = self.folder / "redis.sock"

    def command(self) -> list[str]:
        listening = ["--port", str(self.port)]
        if self.certificate:
            listening = ["--port", "0", "--tls-port", str(self.port), "--tls-auth-clients",
                         "yes" if self.asks_clients else "no", "--tls-cert-file",
                         str(self.certificate.certificate), "--tls-key-file", str(self.certificate.key), "--tls-ca-cert-file",
                         str(self.certificate.authority)]
        return ["redis-server", "--bind", "127.0.0.1", *listening, "--unixsocket", str(self.socket), "--requirepass", PASSWORD,
                "--save", "", "--dir", str(self.folder)]

    def connect(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), password=PASSWORD)

    def answers(self) -> bool:
        try:
            with self.connect() as connection:
                return bool(connection.ping())
        except redis.ConnectionError:
            return False

    def uri(self, database: int = 0, host: str = "127.0.0.1", **parameters: str) -> str:
        query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in parameters.items())
        scheme = "rediss" if self.certificate else "redis"
        return f"{scheme}://:{quote(PASSWORD, safe='')}@{host}:{self.port}/{database}" + (f"?{query}" if query else "")

    def socket_uri(self, database: int = 0) -> str:
        return f"unix://:{quote(PASSWORD, safe='')}@{self.socket}?db={database}"


class PgBouncer(Service):
    """In transaction mode, with few sessions, so that every transaction gets another one."""

    def __init__(self, postgres: Postgres) -> None:
        super().__init__("bouncer")
        users = self.write("users.txt", f'"{USER}" "{PASSWORD}"\n')
        self.file = self.write("pgbouncer.ini", "\n".join([
            "[databases]", f"* = host=127.0.0.1 port={postgres.port}", "[pgbouncer]", "listen_addr = 127.0.0.1",
            f"listen_port = {self.port}", "unix_socket_dir =", "auth_type = scram-sha-256", f"auth_file = {users}",
            "pool_mode = transaction", "default_pool_size = 3", "max_client_conn = 200", f"admin_users = {USER}", "",
        ]))

    def command(self) -> list[str]:
        return [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", str(self.file)]

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def uri(self, database: str) -> str:
        return f"postgres://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"
