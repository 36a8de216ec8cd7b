"""The methods of the Bot API that the bots call."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from benchmarks.stub.people_at_work import People
from benchmarks.stub.wire import Respond

ME = {
    "id": 1,
    "is_bot": True,
    "first_name": "Klinik",
    "username": "klinik_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_MOST_UPDATES = 100

Push = Callable[[dict[str, Any]], None]
#: Takes a webhook's address and secret; gives where updates are to go.
OnWebhook = Callable[[str, str], Push]
_TRUE = b'{"ok":true,"result":true}'
_NOTHING = b'{"ok":true,"result":[]}'


class Api:
    """Answers calls after *delay* seconds; updates wait until they are acknowledged."""

    def __init__(
        self, delay: float, on_first_poll: Callable[[], None], on_webhook: OnWebhook
    ) -> None:
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._on_first_poll: Callable[[], None] | None = on_first_poll
        self._on_webhook = on_webhook
        self._webhook: tuple[str, str] | None = None
        self._deliver_to: Push | None = None
        self._people: People | None = None
        self._updates: list[dict[str, Any]] = []
        self._poll: Respond | None = None
        self._is_due = False
        self._next_message = 1

    def serve(self, people: People) -> None:
        """Show them what the bot sends; must be said before the first call."""
        self._people = people

    def push(self, update: dict[str, Any]) -> None:
        """Let the bot have *update*; what is pushed in one go goes out in one answer."""
        if self._deliver_to is not None:
            self._deliver_to(update)
            return
        self._updates.append(update)
        self._wake()

    def handle(self, method: str, params: dict[str, Any], respond: Respond) -> None:
        """Work a call off."""
        if self._people is None:
            raise RuntimeError("the people come first")
        name = method.lower()
        self._people.window.calls[name] += 1
        if name == "getupdates":
            self._on_poll(params, respond)
        elif name in {"sendmessage", "editmessagetext"}:
            self._on_message(params, respond)
        elif name == "getme":
            self._answer(respond, json.dumps({"ok": True, "result": ME}).encode())
        elif name == "setwebhook":
            self._on_set_webhook(params)
            self._answer(respond, _TRUE)
        else:
            self._answer(respond, _TRUE)

    def _answer(self, respond: Respond, body: bytes) -> None:
        if self._delay:
            self._loop.call_later(self._delay, respond, body)
        else:
            respond(body)

    def _on_message(self, params: dict[str, Any], respond: Respond) -> None:
        arrived = self._loop.time()
        chat_id, message_id = int(params["chat_id"]), params.get("message_id")
        if message_id is None:
            message_id = self._next_message
            self._next_message += 1
        message = {
            "message_id": int(message_id),
            "from": ME,
            "chat": {"id": chat_id, "type": "private", "first_name": "Rehulina"},
            "date": 1_790_000_000,
            "text": params["text"],
        }
        markup = params.get("reply_markup")
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        body = json.dumps({"ok": True, "result": message}).encode()
        if self._delay:
            self._loop.call_later(self._delay, self._show, respond, body, message, arrived)
        else:
            self._show(respond, body, message, arrived)

    def _show(
        self, respond: Respond, body: bytes, message: dict[str, Any], arrived: float
    ) -> None:
        respond(body)
        if self._people is not None:
            self._people.shown(message["chat"]["id"], message, arrived)

    def _on_set_webhook(self, params: dict[str, Any]) -> None:
        webhook = str(params.get("url") or ""), str(params.get("secret_token") or "")
        if webhook[0] and webhook != self._webhook:
            self._webhook = webhook
            self._deliver_to = self._on_webhook(*webhook)
            self._is_there()

    def _is_there(self) -> None:
        if self._on_first_poll is not None:
            begin, self._on_first_poll = self._on_first_poll, None
            begin()

    def _on_poll(self, params: dict[str, Any], respond: Respond) -> None:
        self._is_there()
        offset = int(params.get("offset") or 0)
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if self._poll is not None:
            self._answer(self._poll, _NOTHING)
        self._poll = respond
        self._loop.call_later(float(params.get("timeout") or 0), self._give_up, respond)
        self._wake()

    def _give_up(self, respond: Respond) -> None:
        if self._poll is respond:
            self._poll = None
            self._answer(respond, _NOTHING)

    def _wake(self) -> None:
        if self._poll is not None and self._updates and not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._hand_out)

    def _hand_out(self) -> None:
        self._is_due = False
        if self._poll is not None:
            respond, self._poll = self._poll, None
            batch = self._updates[:_MOST_UPDATES]
            body = json.dumps({"ok": True, "result": batch}).encode()
            if self._delay:
                self._loop.call_later(self._delay, self._give, respond, body, batch)
            else:
                self._give(respond, body, batch)

    def _give(self, respond: Respond, body: bytes, batch: list[dict[str, Any]]) -> None:
        respond(body)
        if self._people is not None:
            for update in batch:
                self._people.handed_out(update)
