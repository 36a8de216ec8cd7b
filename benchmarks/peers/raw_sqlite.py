"""No framework: asyncio streams and sqlite3, one commit an answer (WAL, synchronous=FULL).

After the standard library's own documentation: `asyncio` streams ("TCP echo client") and `sqlite3`
("How to use the connection context manager"). A lower bound of what the conversation costs: no
check, no roles, no audit, and a reply that is lost when the process dies. Usage:
raw_sqlite.py URL FILE; with `-` for FILE nothing is kept, to see how much the stub can feed.
"""

import asyncio
import json
import signal
import sqlite3
import sys
from typing import Any
from urllib.parse import urlsplit

from benchmarks.peers.questions import QUESTIONS, REVIEW_BUTTONS, TOKEN, review, sent

_CONNECTIONS = 256
_SCHEMA = """
CREATE TABLE conversation (chat_id INTEGER PRIMARY KEY, answers TEXT NOT NULL);
CREATE TABLE registration (number INTEGER PRIMARY KEY, chat_id INTEGER, answers TEXT NOT NULL);
"""


class Http:
    """A few connections to the Bot API, each used for one call at a time."""

    def __init__(self, url: str) -> None:
        self._address = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._slots = asyncio.Semaphore(_CONNECTIONS)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """Call *method*; its result."""
        body = json.dumps(params).encode()
        head = (
            f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nHost: stub\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with self._slots:
            streams = (
                self._free.pop() if self._free else await asyncio.open_connection(*self._address)
            )
            reader, writer = streams
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            content = await reader.readexactly(length)
            self._free.append(streams)
        return json.loads(content)["result"]


class Store:
    """Conversations and registrations; each answer is committed when `keep` returns."""

    def __init__(self, file: str) -> None:
        self._memory: dict[int, dict[str, str]] | None = {} if file == "-" else None
        self._database = sqlite3.connect(":memory:" if file == "-" else file)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_SCHEMA)
        self._number = 0

    def answers(self, chat_id: int) -> dict[str, str]:
        """What *chat_id* answered so far."""
        if self._memory is not None:
            return self._memory.get(chat_id, {})
        query = "SELECT answers FROM conversation WHERE chat_id = ?"
        row = self._database.execute(query, (chat_id,)).fetchone()
        answers: dict[str, str] = json.loads(row[0]) if row else {}
        return answers

    def keep(self, chat_id: int, answers: dict[str, str]) -> None:
        """Keep the answers of *chat_id*."""
        if self._memory is not None:
            self._memory[chat_id] = answers
            return
        with self._database:
            self._database.execute(
                "INSERT INTO conversation VALUES (?, ?) "
                "ON CONFLICT (chat_id) DO UPDATE SET answers = excluded.answers",
                (chat_id, json.dumps(answers)),
            )

    def register(self, chat_id: int, answers: dict[str, str]) -> int:
        """Keep a registration; its number."""
        if self._memory is not None:
            self._number += 1
            return self._number
        with self._database:
            query = "INSERT INTO registration (chat_id, answers) VALUES (?, ?)"
            return self._database.execute(query, (chat_id, json.dumps(answers))).lastrowid or 0


def _screen(text: str, rows: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    if not rows:
        return {"text": text}
    buttons = [[{"text": word, "callback_data": word} for word in row] for row in rows]
    return {"text": text, "reply_markup": {"inline_keyboard": buttons}}


class Bot:
    """The conversation."""

    def __init__(self, http: Http, store: Store) -> None:
        self._http = http
        self._store = store

    async def handle(self, update: dict[str, Any]) -> None:
        """Keep what an update says, then answer it."""
        query = update.get("callback_query")
        message = query["message"] if query else update["message"]
        chat_id = message["chat"]["id"]
        screen = self._turn(chat_id, query["data"] if query else message["text"])
        params = {"chat_id": chat_id, **screen}
        if query:
            await self._http.call("answerCallbackQuery", {"callback_query_id": query["id"]})
            params["message_id"] = message["message_id"]
        await self._http.call("editMessageText" if query else "sendMessage", params)

    def _turn(self, chat_id: int, given: str) -> dict[str, Any]:
        if given == "/daftar":
            self._store.keep(chat_id, {})
            return _screen(QUESTIONS[0].text, QUESTIONS[0].choices)
        answers = self._store.answers(chat_id)
        if len(answers) == len(QUESTIONS):
            return _screen(sent(self._store.register(chat_id, answers)), ())
        answers[QUESTIONS[len(answers)].field] = given
        self._store.keep(chat_id, answers)
        if len(answers) == len(QUESTIONS):
            return _screen(review(answers), REVIEW_BUTTONS)
        return _screen(QUESTIONS[len(answers)].text, QUESTIONS[len(answers)].choices)


async def main(url: str, file: str) -> None:
    """Run until SIGTERM."""
    http = Http(url)
    bot = Bot(http, Store(file))
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with asyncio.TaskGroup() as group:
        ending = group.create_task(stopping.wait())
        offset = 0
        while not ending.done():
            polling = group.create_task(http.call("getUpdates", {"timeout": 30, "offset": offset}))
            await asyncio.wait({polling, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done():
                polling.cancel()
                break
            for update in polling.result():
                offset = update["update_id"] + 1
                group.create_task(bot.handle(update))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
