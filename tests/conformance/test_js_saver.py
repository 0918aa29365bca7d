# SPDX-License-Identifier: Apache-2.0
"""The JavaScript saver takes our tables for its own: its setup changes nothing, and what it writes it finds again."""

import json
import subprocess
from pathlib import Path

import psycopg

NODE = Path(__file__).resolve().parents[2] / ".cache/node"
SHAPE = """
select table_name || column_name || data_type || is_nullable || coalesce(column_default, '') from information_schema.columns
 where table_schema = 'public'
union all select indexdef from pg_indexes where schemaname = 'public'
union all select 'v' || v from checkpoint_migrations
order by 1
"""


def shape(uri):
    with psycopg.connect(uri) as connection:
        return connection.execute(SHAPE).fetchall()


def test_setup_of_the_javascript_saver_changes_nothing(server):
    uri = server.deployment()["database_uri"]
    before = shape(uri)
    script = [NODE / "bin/node", Path(__file__).with_name("js_saver.mjs"), NODE / "node_modules", uri]
    ended = subprocess.run(script, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {"values": {"text": "woven"}, "writes": [["text", "written"]]}
    assert shape(uri) == before
