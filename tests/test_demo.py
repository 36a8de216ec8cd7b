"""`klinik demo` on the console: an address within seconds, room for two, a clean end."""

import json
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Demo

SECONDS_TO_ADDRESS = 10.0
SCARY = re.compile(r"error|exception|traceback|cancel|warning|killed", re.IGNORECASE)


def state(demo: Demo) -> Any:
    with urllib.request.urlopen(f"{demo.address}sim/state") as answer:  # noqa: S310  # our own
        return json.load(answer)


def bot_of(demo: Demo) -> int:
    """The pid of the demo's bot, once it runs."""
    while (bot := state(demo)["bar"]["bot"])["state"] != "running":
        assert bot["state"] == "starting"
    return int(bot["pid"])


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_shows_an_address_and_ends_when_told(tmp_path: Path, number: signal.Signals) -> None:
    began = time.monotonic()
    with Demo("--port", "0", "--folder", tmp_path / "demo") as demo:
        address = demo.address
        assert time.monotonic() - began < SECONDS_TO_ADDRESS
        assert [phone["role"] for phone in state(demo)["phones"]]
        pid = bot_of(demo)
        # A page that is being looked at does not hold the end up.
        watching = urllib.request.urlopen(f"{address}sim/events")  # noqa: S310  # our own
        with watching:
            assert watching.readline()
            assert demo.end(number) == 0
    assert not lives(pid)
    assert SCARY.search(demo.text) is None
    assert "Traceback" not in (tmp_path / "demo" / "bot.log").read_text("utf-8")


def test_a_busy_port_is_left_to_its_owner(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with Demo("--port", str(port), "--folder", tmp_path / "demo") as demo:
            assert f"//127.0.0.1:{port}/" not in demo.address
            assert f"Port {port} is busy" in demo.text
            assert demo.end() == 0


def test_two_demos_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with (
        Demo("--port", "0", "--folder", folder) as first,
        Demo("--port", "0", "--folder", folder) as second,
    ):
        addresses = {first.address, second.address}
        assert len(addresses) == 2
        assert bot_of(first) != bot_of(second)
        texts = first.text + second.text
        assert texts.count("runs in") == 1
        assert (first.end(), second.end()) == (0, 0)
    assert {path.name for path in tmp_path.iterdir()} == {"demo", "demo-2"}


def test_a_demo_begins_anew_in_its_own_folder_only(tmp_path: Path) -> None:
    with Demo("--port", "0", "--folder", tmp_path / "demo") as demo:
        assert demo.address
    with Demo("--port", "0", "--folder", tmp_path / "demo") as again:
        assert again.address
    dear = tmp_path / "thesis.txt"
    dear.write_text("years of work")
    refused = Demo("--port", "0", "--folder", tmp_path)
    assert refused.ended() == 1
    assert "--folder" in refused.text
    assert dear.read_text() == "years of work"


def test_a_folder_that_cannot_be_written_is_said_kindly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = Demo("--port", "0", "--folder", tmp_path / "file" / "demo")
    assert refused.ended() == 1
    assert "cannot write" in refused.text
    assert "Traceback" not in refused.text
