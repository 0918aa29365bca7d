# SPDX-License-Identifier: Apache-2.0
"""Runs the LangGraph graphs of a langgraph.json for heddle-server, over one socket (backend/wire/frames.md)."""

PROTOCOL = 1
