"""What Share says: an address that other devices find, with the slash that the page has."""

import socket
import sys

import pytest

from ui.hosting.where import is_own, network_host, where
from ui.links.menu.reach import reached


@pytest.fixture(autouse=True)
def network(monkeypatch):
    """A machine in a network of both kinds."""
    hosts = {socket.AF_INET: "192.168.1.5", socket.AF_INET6: "fd00::5"}
    monkeypatch.setattr(
        sys.modules["ui.hosting.where"], "_own", lambda family=socket.AF_INET: hosts[family]
    )
    return hosts


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "Localhost"])
@pytest.mark.parametrize("listens", ["", "0.0.0.0", "::"])
def test_a_link_from_localhost_says_the_address_in_the_network(host, listens):
    one = reached(f"http://{host}:8501/compare", listens, 8501)
    assert (one.page, one.warning) == ("http://192.168.1.5:8501/compare", "")
    assert one.typed == "192.168.1.5:8501"
    assert f"http://{one.typed}\n" in where(listens, 8501) + "\n"


@pytest.mark.parametrize("listens", ["127.0.0.1", "localhost", "::1"])
def test_a_server_for_one_computer_alone_says_so(listens):
    one = reached("http://localhost:8501", listens, 8501)
    assert (one.page, one.warning) == ("http://localhost:8501/", "links.own_alone")


def test_a_computer_without_a_network_says_so(network):
    network.update(dict.fromkeys(network))
    assert reached("http://localhost:8501", "", 8501).warning == "links.no_network"


def test_ipv6_stands_in_brackets_and_only_where_the_server_listens(network):
    network[socket.AF_INET] = None
    assert reached("http://localhost:8501/", "", 8501).page == "http://[fd00::5]:8501/"
    assert network_host("0.0.0.0") is None and network_host("fd00::7") == "[fd00::7]"
    assert "http://[fd00::5]:8501" in where("", 8501)


@pytest.mark.parametrize("url", ["http://localhost:8080", "https://localhost", "http://127.0.0.1"])
def test_what_is_passed_on_from_another_port_is_not_guessed(url):
    one = reached(url, "", 8501)
    assert (one.page, one.warning) == (f"{url}/", "links.passed_on")


@pytest.mark.parametrize(
    "host", ["https://example.org", "http://192.168.1.9:8501", "http://laptop.local:8501",
             "https://localhost.example.org", "http://[fd00::1]:8501"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/gatescope/", "/a/b/"])
def test_any_other_address_is_kept_and_the_first_page_ends_in_a_slash(host, path):
    for url in (host + path, (host + path).rstrip("/")):  # Streamlit takes the slash away
        assert reached(url, "", 8501).page == host + path
        assert reached(url, "127.0.0.1", 8501).warning == ""
    for name in ("compare", "gradients"):
        one = reached(f"{host}{path}{name}", "", 8501)
        assert one.page == f"{host}{path}{name}"
        assert reached(one.page, "", 8501, first=True).page == host + path
        assert one.typed == (host + path).removeprefix("http://").rstrip("/")


def test_a_path_that_only_looks_like_a_page_is_a_folder():
    assert reached("https://x/precompared", "", 80).page == "https://x/precompared/"


def test_the_machines_own_address_is_no_loopback(monkeypatch):
    monkeypatch.undo()
    host = network_host("")
    assert host is None or not is_own(host)
