# SPDX-License-Identifier: Apache-2.0
"""The long-term store through the SDK, as raw requests, and from inside a run: one store for all."""

import uuid
from pathlib import Path

import httpx
import psycopg
import pytest
from heddle_server import wait_until
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import APIStatusError

PROJECT = Path(__file__).parent / "projects/store/langgraph.json"


@pytest.fixture
def store(server):
    return get_sync_client(url=server.url).store


@pytest.fixture
def space():
    """A namespace of the test's own."""
    return ["t", uuid.uuid4().hex]


def keys(answer):
    return [item["key"] for item in answer["items"]]


def ask(server, method, path, body=None):
    return httpx.request(method, server.url + path, json=body, timeout=30)


def expires(server, space, key):
    """Seconds until the item goes, None when it stays."""
    with psycopg.connect(server.deployment()["database_uri"]) as link:
        row = link.execute(
            "select extract(epoch from expires_at - now())::float8 from store where prefix = %s and key = %s",
            (".".join(space), key),
        ).fetchone()
    return row[0]


def test_put_get_replace_delete(store, space):
    assert store.put_item(space, "k", {"big": 12345678901234567890, "é": [None, 0.1]}) is None
    first = store.get_item(space, "k")
    assert first["namespace"] == space and first["key"] == "k"
    assert first["value"] == {"big": 12345678901234567890, "é": [None, 0.1]}
    store.put_item(space, "k", {"n": 2})
    second = store.get_item(space, "k")
    assert second["value"] == {"n": 2} and second["created_at"] == first["created_at"]
    assert second["updated_at"] > first["updated_at"]
    store.delete_item(space, "k")
    store.delete_item(space, "k")
    assert store.get_item(space, "k") is None


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({}, {"a", "b", "c"}),
        ({"n": 1}, {"a"}),
        ({"n": {"$eq": 2}}, {"b"}),
        ({"n": {"$ne": 2}}, {"a", "c"}),
        ({"n": {"$gt": 1}}, {"b"}),
        ({"n": {"$gte": 1, "$lt": 2}}, {"a"}),
        ({"n": {"$lte": 2}}, {"a", "b"}),
        ({"word": {"$gt": "ab"}}, {"b"}),
        ({"in": {"deep": {"$gte": 10}}}, {"b"}),
        ({"in": {"deep": 9}}, {"a"}),
        ({"list": [1, {"$gt": 1}]}, {"a"}),
        ({"n": None}, {"c"}),
        ({"n": 1, "word": "ab"}, {"a"}),
        ({"n": 1, "word": "b"}, set()),
    ],
)
def test_filters(store, space, condition, found):
    store.put_item(space, "a", {"n": 1, "word": "ab", "in": {"deep": 9}, "list": [1, 2]})
    store.put_item(space, "b", {"n": 2, "word": "b", "in": {"deep": 10}, "list": [1]})
    store.put_item(space, "c", {"other": True})
    assert set(keys(store.search_items(space, filter=condition))) == found


def test_prefixes_go_by_label_and_take_wildcards_literally(store, space):
    for last in ("a_b", "axb", "a%", "a"):
        store.put_item([*space, last, "z"], last, {})
    assert keys(store.search_items([*space, "a_b"])) == ["a_b"]
    assert keys(store.search_items([*space, "a%"])) == ["a%"]
    assert keys(store.search_items([*space, "a"])) == ["a"]
    assert len(keys(store.search_items(space))) == 4


def test_pages_follow_the_last_update(store, space):
    for key in ("one", "two", "three"):
        store.put_item(space, key, {})
    store.put_item(space, "one", {"again": True})
    assert keys(store.search_items(space)) == ["one", "three", "two"]
    assert keys(store.search_items(space, limit=1, offset=1)) == ["three"]
    assert keys(store.search_items(space, limit=10, offset=3)) == []


def test_namespaces(store, space):
    for tail in (["a", "x"], ["a", "y"], ["b", "x", "deep"]):
        store.put_item([*space, *tail], "k", {})

    def listed(**query):
        return [names[2:] for names in store.list_namespaces(**query)["namespaces"]]

    assert listed(prefix=space) == [["a", "x"], ["a", "y"], ["b", "x", "deep"]]
    assert listed(prefix=space, max_depth=3) == [["a"], ["b"]]
    assert listed(prefix=[*space, "a"]) == [["a", "x"], ["a", "y"]]
    assert listed(prefix=[space[0], "*", "b"], suffix=["x", "*"]) == [["b", "x", "deep"]]
    assert listed(prefix=space, suffix=["y"]) == [["a", "y"]]
    assert listed(prefix=space, limit=1, offset=1) == [["a", "y"]]


def test_semantic_search_ranks_by_likeness(store, space):
    for text in ("weaving looms", "green apples", "gnivaew smool!"):
        store.put_item(space, text, {"text": text, "kind": text[0]})
    store.put_item(space, "unindexed", {"text": "weaving looms"}, index=False)
    store.put_item(space, "elsewhere", {"note": "weaving looms", "text": "zzz"}, index=["note"])
    hits = store.search_items(space, query="weaving looms")["items"]
    assert [hit["key"] for hit in hits] == ["elsewhere", "gnivaew smool!", "weaving looms", "green apples"]
    assert [round(hit["score"], 6) for hit in hits[:3]] == [1, 1, 1] and 0 < hits[3]["score"] < 0.9
    assert keys(store.search_items(space, query="weaving looms", filter={"kind": "g"})) == ["gnivaew smool!", "green apples"]
    assert keys(store.search_items(space, query="weaving looms", limit=1, offset=3)) == ["green apples"]
    store.put_item(space, "green apples", {"text": "mool gnivaews"})
    assert store.search_items(space, query="weaving looms")["items"][-1]["score"] > 0.99
    store.delete_item(space, "elsewhere")
    assert len(keys(store.search_items(space, query="weaving looms"))) == 3


def test_a_failing_embedding_is_told_and_stores_nothing(store, space):
    with pytest.raises(APIStatusError) as failure:
        store.put_item(space, "k", {"text": "explode"})
    assert failure.value.status_code == 400 and "no vector for this text" in str(failure.value)
    assert store.get_item(space, "k") is None


def test_runs_and_http_share_the_store(server, store):
    client = get_sync_client(url=server.url)
    user = uuid.uuid4().hex
    store.put_item(["runs", user], "older", {"text": "loom"})
    values = client.runs.wait(None, "remember", input={"user": user, "text": "mool"})
    assert [key for key, _ in values["found"]] == ["mool", "older"]
    assert store.get_item(["runs", user], "mool")["value"] == {"text": "mool"}
    assert 500 < expires(server, ["runs", user], "mool") / 60 <= 600  # default_ttl holds for runs as well
    bad = client.runs.wait(None, "remember", input={"user": user, "text": "x", "filter": {"text": {"$like": "x"}}})
    assert "$like" in bad["error"]


def test_ttl(server, store, space):
    store.put_item(space, "usual", {})
    store.put_item(space, "short", {}, ttl=5)
    assert ask(server, "PUT", "/store/items", {"namespace": space, "key": "ever", "value": {}, "ttl": None}).status_code == 204
    assert 599 < expires(server, space, "usual") / 60 <= 600
    assert 4 < expires(server, space, "short") / 60 <= 5
    assert expires(server, space, "ever") is None


def test_reading_refreshes_unless_told_not_to(server, store, space):
    def age():
        with psycopg.connect(server.deployment()["database_uri"], autocommit=True) as link:
            link.execute("update store set expires_at = now() + interval '1 minute' where prefix = %s", (".".join(space),))

    store.put_item(space, "k", {}, ttl=10)
    for read, refreshed in (
        (lambda: store.get_item(space, "k", refresh_ttl=False), False),
        (lambda: store.get_item(space, "k"), True),
        (lambda: store.search_items(space, refresh_ttl=False), False),
        (lambda: store.search_items(space), True),
    ):
        age()
        read()
        assert (expires(server, space, "k") > 120) is refreshed


def test_what_has_expired_is_hidden_at_once_and_swept(server, store, space):
    store.put_item(space, "k", {"text": "x"}, ttl=5)
    uri = server.deployment()["database_uri"]
    with psycopg.connect(uri, autocommit=True) as link:
        link.execute("update store set expires_at = now() - interval '1 second' where prefix = %s", (".".join(space),))
        assert store.get_item(space, "k") is None and keys(store.search_items(space)) == []
        where = (".".join(space),)
        wait_until(lambda: not link.execute("select 1 from store where prefix = %s", where).fetchall(), what="the sweep")
        assert link.execute("select count(*) from heddle_store_vectors where prefix = %s", where).fetchone() == (0,)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/store/items", {}, 422),
        ("PUT", "/store/items", {"namespace": "a", "key": "k", "value": {}}, 422),
        ("PUT", "/store/items", {"namespace": ["a.b"], "key": "k", "value": {}}, 422),
        ("PUT", "/store/items", {"namespace": [""], "key": "k", "value": {}}, 422),
        ("PUT", "/store/items", {"namespace": [], "key": "k", "value": {}}, 400),
        ("PUT", "/store/items", {"namespace": ["a"], "key": 1, "value": {}}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k" * 3000, "value": {}}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": []}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "index": True}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "index": [1]}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "ttl": 0}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "ttl": 1e300}, 422),
        ("PUT", "/store/items", {"namespace": ["a"], "key": "k", "value": {}, "ttl": "soon"}, 422),
        ("GET", "/store/items?namespace=a", None, 400),
        ("GET", "/store/items?namespace=a..b&key=k", None, 422),
        ("DELETE", "/store/items", {"namespace": ["a"]}, 422),
        ("POST", "/store/items/search", {"limit": -1}, 422),
        ("POST", "/store/items/search", {"filter": []}, 422),
        ("POST", "/store/items/search", {"namespace_prefix": ["a", ""]}, 422),
        ("POST", "/store/items/search", {"query": 1}, 422),
        ("POST", "/store/namespaces", {"max_depth": 0}, 422),
        ("POST", "/store/namespaces", {"prefix": "a"}, 422),
    ],
)
def test_mistakes(server, method, path, body, status):
    answer = ask(server, method, path, body)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_an_unknown_operator_is_refused(server, store, space):
    store.put_item(space, "k", {"a": 1})
    answer = ask(server, "POST", "/store/items/search", {"namespace_prefix": space, "filter": {"a": {"$like": 1}}})
    assert answer.status_code == 400 and "$like" in answer.json()["detail"]


def test_empty_and_null_bodies_list(server):
    for body in ({}, {"namespace_prefix": None, "filter": None, "query": None, "refresh_ttl": None}):
        assert "items" in ask(server, "POST", "/store/items/search", body).json()
    assert ask(server, "GET", "/store/items?namespace=no.such&key=k").json() is None
