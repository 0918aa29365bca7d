# SPDX-License-Identifier: Apache-2.0
"""Postgres and Redis behind TLS with an authority of their own, and each way in which that fails, from both programs."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from langgraph_sdk import get_sync_client

from certificates import EC, RSA, Authority
from external_services import PASSWORD, Postgres, Redis
from heddle_server import Replica, server_program

CASES = {
    "wrong authority": ("localhost", 2, "authority"),
    "wrong name": ("elsewhere.test", 2, "name"),
    "expired": ("localhost", -1, "expired"),
}


@pytest.fixture(scope="module")
def stranger():
    made = Authority("A Stranger")
    yield made
    made.remove()


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.issue("localhost")


@pytest.fixture(scope="module")
def postgres(certificate):
    with Postgres(certificate) as running:
        yield running


@pytest.fixture(scope="module")
def redis(certificate):
    with Redis(certificate) as running:
        yield running


@pytest.fixture(scope="module")
def database(postgres):
    return postgres.make_database()


def connection_test(folder: Path, **targets: str) -> tuple[int, list[dict]]:
    """`heddle conn test` on a deployment file; its exit code and stages."""
    file = folder / "deployment.json"
    file.write_text(json.dumps({"name": "tls", "environment": "production", "api_urls": [], "api_key": None, **targets}))
    file.chmod(0o600)
    program = Path(os.environ.get("HEDDLE_BIN_DIR", server_program().parent)) / "heddle"
    ended = subprocess.run([program, "conn", "test", "--deployment", file, "--json"], capture_output=True, text=True, timeout=60,
                           env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert PASSWORD not in ended.stdout + ended.stderr
    return ended.returncode, json.loads(ended.stdout)["stages"]


def failed(stages):
    found = [stage for stage in stages if stage["result"] == "failed"]
    assert len(found) == 1, stages
    return found[0]


def test_both_programs_verify_and_get_in(folder, authority, postgres, redis, database):
    named = postgres.uri(database, "localhost", sslmode="verify-full", sslrootcert=authority.file)
    live = redis.uri(0, "localhost", ssl_ca_certs=authority.file)
    with Replica(folder, named, live) as server:
        client = get_sync_client(url=server.url)
        assert client.runs.wait(None, "echo", input={"text": "sealed"})["text"] == "sealed"
        assert "Redis cannot be reached" not in server.log()
        with postgres.connect() as connection:
            query = "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where datname = %s"
            assert connection.execute(query, [database]).fetchone() == (True,)
        code, stages = connection_test(folder.path, database_uri=named, redis_uri=live)
    assert code == 0 and {stage["result"] for stage in stages} <= {"passed", "warning"}, stages
    assert [stage["detail"] for stage in stages if stage["stage"] == "TLS" and "TLSv1" in stage["detail"]]


@pytest.mark.parametrize("case", CASES)
def test_postgres_certificate_is_refused(folder, authority, stranger, redis, case):
    host, days, word = CASES[case]
    trusted = stranger if case == "wrong authority" else authority
    with Postgres(authority.issue(host, days)) as wrong:
        named = wrong.uri("postgres", "localhost", sslmode="verify-full", sslrootcert=trusted.file)
        said = Replica(folder, named, redis.uri(0, "localhost", ssl_ca_certs=authority.file)).complaint()
        assert "certificate" in said and word in said and PASSWORD not in said
        code, stages = connection_test(folder.path, database_uri=named, redis_uri="")
    stage = failed(stages)
    assert code == 3 and stage["stage"] == "TLS" and word in stage["cause"], stage


@pytest.mark.parametrize("case", CASES)
def test_redis_certificate_is_refused(folder, authority, stranger, postgres, database, case):
    host, days, word = CASES[case]
    trusted = stranger if case == "wrong authority" else authority
    with Redis(authority.issue(host, days)) as wrong:
        live = wrong.uri(0, "localhost", ssl_ca_certs=trusted.file)
        said = Replica(folder, postgres.uri(database), live).complaint()
        assert "REDIS_URI" in said and "certificate" in said and word in said and PASSWORD not in said
        code, stages = connection_test(folder.path, database_uri="", redis_uri=live)
    stage = failed(stages)
    assert code == 3 and stage["stage"] == "TLS" and word in stage["cause"], stage


def test_missing_authority_file(folder, postgres, redis, database):
    absent = str(folder.path / "none.crt")
    said = Replica(folder, postgres.uri(database), redis.uri(0, "localhost", ssl_ca_certs=absent)).complaint()
    assert absent in said
    named = postgres.uri(database, "localhost", sslmode="verify-full", sslrootcert=absent)
    assert absent in Replica(folder, named, redis.uri()).complaint()


def test_redis_that_asks_for_a_certificate(folder, authority, certificate, postgres, database):
    """With keys of either kind; what cannot be used is named, and nothing goes on without it."""
    with Redis(certificate, asks_clients=True) as strict:

        def test(**files) -> tuple[int, list[dict]]:
            live = strict.uri(0, "localhost", ssl_ca_certs=authority.file, **files)
            return connection_test(folder.path, database_uri="", redis_uri=live)

        for kind in (EC, RSA):
            ours = authority.issue("console.test", key=kind)
            code, stages = test(ssl_certfile=ours.certificate, ssl_keyfile=ours.key)
            assert code == 0, stages
            together = folder.path / "together.pem"
            together.write_text(ours.certificate.read_text() + ours.key.read_text())
            code, stages = test(ssl_certfile=together)
            assert code == 0, stages
        code, stages = test()
        assert code == 3 and "asks for a certificate of yours" in failed(stages)["cause"], stages
        for files in ({"ssl_certfile": folder.path / "none.crt"}, {"ssl_certfile": ours.certificate, "ssl_keyfile": authority.file}):
            code, stages = test(**files)
            assert code == 3 and str(list(files.values())[-1]) in failed(stages)["cause"], stages
