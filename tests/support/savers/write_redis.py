# SPDX-License-Identifier: Apache-2.0
"""Fills a Redis with threads as langgraph-checkpoint-redis leaves them: `write_redis.py URL`; prints what write_postgres.py does."""

import sys

from langgraph.checkpoint.redis import RedisSaver
from write_postgres import write_threads

if __name__ == "__main__":
    with RedisSaver.from_conn_string(sys.argv[1]) as saver:
        saver.setup()
        write_threads(saver)
