"""`klinik demo` as a real process, and its page in a real browser: each phone by its hands."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from playwright.sync_api import (
    FilePayload,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from simulator import seed
from simulator.world import World
from tests.processes import environment

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESKTOP = ViewportSize(width=1440, height=900)
HAND = ViewportSize(width=390, height=844)
PATIENCE = 15.0

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


class Demo:
    """The process from its start until it is told to end."""

    def __init__(self, *options: str | Path) -> None:
        self.said: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *map(str, options)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def address(self) -> str:
        """What it printed to be opened; waits for it."""
        with self._in_time() as output:
            while not (found := re.search(r"http://[\w.:]+/", self.text)):
                line = output.readline()
                assert line, f"it ended without an address: {self.text}"
                self.said.append(line)
        return found.group()

    @property
    def text(self) -> str:
        """Everything it printed so far."""
        return "".join(self.said)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit code."""
        self._process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; gives the exit code."""
        with self._in_time() as output, output:
            self.said.append(output.read())
            return self._process.wait()

    @contextmanager
    def _in_time(self) -> Iterator[IO[str]]:
        """Its output; who waits for it too long sees the end of the process instead."""
        assert self._process.stdout is not None
        guard = threading.Timer(PATIENCE, self._process.kill)
        guard.start()
        try:
            yield self._process.stdout
        finally:
            guard.cancel()

    def __enter__(self) -> Self:
        """A demo that ends with the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it if nobody did."""
        assert self._process.stdout is not None
        if self._process.poll() is None:
            self.end()
        elif not self._process.stdout.closed:
            self.ended()


@contextmanager
def demo_in(folder: Path) -> Iterator[Demo]:
    """A demo of its own; no error may have shown in it."""
    with Demo("--port", "0", "--folder", folder / "demo") as demo:
        yield demo
    assert "Traceback" not in demo.text


class OnPhone:
    """One person's phone on the page; every act waits until the phone is ready for it."""

    def __init__(self, page: Page, user: int) -> None:
        self.user = user
        self.root = page.locator(f"[data-phone='{user}']")

    def start(self) -> None:
        """Press MULAI."""
        self.root.locator("[data-start]").click()

    def tap(self, label: str) -> None:
        """Press the newest button of that name under a message."""
        self.root.locator(f"[data-tap='{label}']").last.click()

    def press(self, label: str) -> None:
        """Press a key of the reply keyboard."""
        self.root.locator(f"[data-press='{label}']").click()

    def says(self, text: str) -> None:
        """Write and send."""
        field = self.root.locator("[data-input]")
        field.fill(text)
        field.press("Enter")

    def sends_place(self, key: str, town: str) -> None:
        """Press the key that asks where the telephone is, and be in *town*."""
        self.press(key)
        self.root.locator(f"[data-place='{town}']").click()
        self.root.locator("[data-sheet-send]").click()

    def sends_photos(self, *contents: bytes) -> None:
        """Attach pictures and send them at once; several are an album."""
        files = [
            FilePayload(name=f"foto-{number}.jpg", mimeType="image/jpeg", buffer=content)
            for number, content in enumerate(contents, 1)
        ]
        self.root.locator("[data-attach]").click()
        with self.root.page.expect_file_chooser() as chooser:
            self.root.locator("[data-attach-item='photo']").click()
        chooser.value.set_files(files)
        expect(self.root.locator(".previews img")).to_have_count(len(files))
        self.root.locator("[data-sheet-send]").click()

    def sees_photos(self, count: int, width: int) -> None:
        """Wait until the newest sent message shows so many pictures, loaded, the first so wide."""
        pictures = self.root.locator(".msg-out").last.locator("[data-photo] img")
        expect(pictures).to_have_count(count)
        expect(pictures.first).to_have_js_property("naturalWidth", width)

    def sees(self, *texts: str) -> None:
        """Wait until the newest message of the bot says all of *texts*."""
        newest = self.root.locator(".msg-in").last
        for text in texts:
            expect(newest).to_contain_text(text)

    def sees_window(self, text: str) -> None:
        """Wait for the small window after a tap, and close it."""
        window = self.root.locator("[data-alert]")
        expect(window).to_contain_text(text)

    def closes_window(self) -> None:
        """Press OK in the small window."""
        self.root.locator("[data-alert-ok]").click()
        expect(self.root.locator("[data-alert]")).to_have_count(0)

    def turns_to(self, chat: str) -> None:
        """Bring another chat of this phone to the front."""
        self.root.locator("[data-chat-tab]").filter(has_text=chat).click()

    def messages(self, text: str) -> Locator:
        """All messages of the bot that say *text*."""
        return self.root.locator(".msg-in").filter(has_text=text)


class Screen:
    """The page with all its phones."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.noise: list[str] = []
        page.on("console", lambda said: self.noise.append(said.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(address)
        ids = {person.first_name: person.id for person in seed.people(World())}
        self.rehulina, self.dimas, self.rizal, self.sari = (
            OnPhone(page, ids[name]) for name in ("Rehulina", "Dimas", "Rizal", "Sari")
        )

    def bot(self, action: str, becomes: str) -> None:
        """Press a button of the bar that steers the bot, and wait for what it becomes."""
        self.page.locator(f"[data-bot='{action}']").click()
        expect(self.page.locator("[data-bot-state]")).to_have_attribute("data-bot-state", becomes)

    def fault(self, name: str) -> None:
        """Turn one of the switches of the bar over."""
        switch = self.page.locator(f"[data-fault='{name}']")
        was = switch.get_attribute("aria-checked")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false" if was == "true" else "true")

    def picture(self, name: str) -> None:
        """Keep what is seen now for the README, when pictures are asked for."""
        if not os.environ.get("KLINIK_PICTURES"):
            return
        expect(self.page.locator("[data-toast]")).to_have_count(0)
        self.page.mouse.move(0, 0)
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    def bring(self, phone: OnPhone) -> None:
        """On a small screen: choose whose phone is shown."""
        self.page.locator(f"[data-person='{phone.user}']").click()

    def later(self, seconds: int) -> datetime:
        """Move the clock by one of the bar's steps; gives the new hour."""
        now = self.page.locator("[data-now]")
        before = now.get_attribute("datetime") or ""
        self.page.locator(f"[data-clock='{seconds}']").click()
        expect(now).not_to_have_attribute("datetime", before)
        return self.now()

    def now(self) -> datetime:
        """The hour the bar shows."""
        shown = self.page.locator("[data-now]").get_attribute("datetime")
        return datetime.fromisoformat(shown or "")


@contextmanager
def opened(browser: Path, address: str, size: ViewportSize = DESKTOP) -> Iterator[Screen]:
    """The page of a demo in headless Chromium."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(browser), args=_QUIET)
        page = chromium.new_page(viewport=size, locale="id-ID")
        yield Screen(page, address)
        chromium.close()
