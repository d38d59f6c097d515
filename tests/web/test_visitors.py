from __future__ import annotations

import socket

import pytest

from rag.web.visitors import host_allowed, household, is_loopback


@pytest.mark.parametrize("visitor", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_loopback(visitor: str) -> None:
    assert is_loopback(visitor)


@pytest.mark.parametrize("visitor", ["", "10.0.0.1", "testclient", "127.0.0.1.evil.example", "::ffff:10.0.0.1"])
def test_not_loopback(visitor: str) -> None:
    assert not is_loopback(visitor)


def test_addresses_of_one_ipv6_network_are_one_visitor() -> None:
    assert household("2001:db8::1") == household("2001:db8::ffff:2") != household("2001:db8:0:1::1")
    assert household("nonsense") == "unknown"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:7860", "[::1]:7860", "192.168.1.5:7860", "[2001:db8::1]", socket.gethostname()]
)
def test_names_no_stranger_can_own_are_allowed_by_default(host: str) -> None:
    assert host_allowed(host, ())


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "a b", "127.0.0.1@evil.example", "evil.example/127.0.0.1"]
)
def test_other_names_are_refused_by_default(host: str) -> None:
    assert not host_allowed(host, ())


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("ask.paper.example", True),
        ("ASK.paper.example:443", True),
        ("ask.paper.example.", True),
        ("m.library.example", True),
        ("localhost:7860", True),
        ("library.example", False),
        ("paper.example", False),
        ("192.168.1.5", False),
    ],
)
def test_a_list_of_names_holds_exactly(host: str, allowed: bool) -> None:
    assert host_allowed(host, ("ask.paper.example", "*.library.example")) is allowed


def test_a_star_allows_any_name() -> None:
    assert host_allowed("evil.example", ("*",))
