"""People in their chats: each does the next thing when the bot's message arrives.

Closed loop: at once. Open loop: somebody who is ready acts each time one is due. Who has finished
makes room for somebody new, so that always as many chats are open. They come one after another,
so that at any time every step of the conversation is being done by somebody: a bot that works off
one update at a time would otherwise do the same step for all, and be measured at that.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.people import ENTRY, UPDATES_A_PERSON, Act, Person, is_last, reply
from benchmarks.stub.ledger import Ledger, Window

#: People and updates of the run have higher numbers than those there before.
FIRST_PERSON = 50_000_000
FIRST_UPDATE = 1_000_000_000

Push = Callable[[dict[str, Any]], None]


@dataclass
class _Chat:
    person: Person
    sent_at: float | None = None  #: when they did that whose reply is awaited
    handed_at: float | None = None  #: when the bot was given it


class People:
    """Plays them all; *push* takes what they send.

    *per_second*: acts offered; 0 = closed loop.
    """

    def __init__(self, chats: int, push: Push, *, per_second: float = 0.0) -> None:
        self._push = push
        self._per_second = per_second
        self._loop = asyncio.get_running_loop()
        self._next_person = FIRST_PERSON
        self._next_update = FIRST_UPDATE
        self._chats: dict[int, _Chat] = {}
        self._ready: deque[tuple[int, Act, dict[str, Any] | None]] = deque()
        self._resting = False
        self._size = chats
        self._has_begun = False
        self.replies = 0  #: so far
        self.are_all_here = asyncio.Event()
        self.ledger = Ledger()
        self.window = Window(self._loop.time())

    def begin(self) -> None:
        """People come; saying it again changes nothing."""
        if self._has_begun:
            return
        self._has_begun = True
        self._somebody_new()
        if self._per_second:
            self._tick(self._loop.time())

    def rest(self) -> int:
        """Nobody does anything more; gives how many still wait for a reply."""
        self._resting = True
        waiting = sum(chat.sent_at is not None for chat in self._chats.values())
        self.ledger.unanswered = waiting
        return waiting

    def handed_out(self, update: dict[str, Any]) -> None:
        """The bot was given *update*, perhaps not for the first time."""
        chat = self._chats.get(sender_of(update))
        if chat is not None and chat.sent_at is not None and chat.handed_at is None:
            chat.handed_at = self._loop.time()

    def shown(self, chat_id: int, message: dict[str, Any], arrived: float) -> None:
        """A message was sent to a chat, or changed in it; the bot's call *arrived* then."""
        chat = self._chats.get(chat_id)
        if chat is None or chat.sent_at is None:
            return
        text = message.get("text", "")
        if is_last(text):
            self._replied(chat, arrived)
            self.ledger.finished += 1
            del self._chats[chat_id]
            if not self._resting:
                self._somebody_new()
            return
        act = reply(chat.person, text, message.get("reply_markup"))
        if act is not None:
            self._replied(chat, arrived)
            self._does(chat_id, act, message)

    def _replied(self, chat: _Chat, arrived: float) -> None:
        if chat.sent_at is not None:
            self.window.replied += 1
            self.window.latencies.append(arrived - (chat.handed_at or chat.sent_at))
            self.window.waits.append(arrived - chat.sent_at)
            chat.sent_at = chat.handed_at = None
            self.replies += 1
            if not self.are_all_here.is_set():
                self._grow()

    def _grow(self) -> None:
        """Let the next ones in when those before them are a little further on.

        With n chats a step takes n replies, and each is to see n * steps / size steps of the
        first: n squared grows by 2 * size / steps a reply.
        """
        wanted = math.isqrt(2 * self._size * self.replies // UPDATES_A_PERSON)
        while len(self._chats) < min(wanted, self._size) and not self._resting:
            self._somebody_new()
        if len(self._chats) >= self._size:
            self.are_all_here.set()

    def _somebody_new(self) -> None:
        person = Person(self._next_person)
        self._next_person += 1
        self._chats[person.number] = _Chat(person)
        self._does(person.number, ENTRY, None)

    def _does(self, chat_id: int, act: Act, message: dict[str, Any] | None) -> None:
        if self._resting:
            return
        if self._per_second:
            self._ready.append((chat_id, act, message))
        else:
            self._send(chat_id, act, message)

    def _send(self, chat_id: int, act: Act, message: dict[str, Any] | None) -> None:
        update = _update(self._next_update, chat_id, act, message)
        self._next_update += 1
        self._chats[chat_id].sent_at = self._loop.time()
        self.ledger.updates += 1
        self.ledger.answers += act.is_answer
        self._push(update)

    def _tick(self, due: float) -> None:
        if self._resting:
            return
        if self._ready:
            self._send(*self._ready.popleft())
        else:
            self.window.late += 1
        following = due + 1 / self._per_second
        self._loop.call_at(following, self._tick, following)


def sender_of(update: dict[str, Any]) -> int:
    """Whose act an update is; in a private chat also the chat's number."""
    act = update.get("callback_query") or update["message"]
    return int(act["from"]["id"])


def _update(number: int, chat_id: int, act: Act, message: dict[str, Any] | None) -> dict[str, Any]:
    sender = {"id": chat_id, "is_bot": False, "first_name": "Rehulina", "language_code": "id"}
    if act.data:
        query = {
            "id": str(number),
            "from": sender,
            "message": message,
            "chat_instance": str(chat_id),
            "data": act.data,
        }
        return {"update_id": number, "callback_query": query}
    sent = {
        "message_id": number,
        "from": sender,
        "chat": {"id": chat_id, "type": "private", "first_name": "Rehulina"},
        "date": 1_790_000_000,
        "text": act.text,
    }
    if act.text.startswith("/"):
        sent["entities"] = [{"type": "bot_command", "offset": 0, "length": len(act.text)}]
    return {"update_id": number, "message": sent}
