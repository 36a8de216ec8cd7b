"""How one outbox row becomes calls: edit the slot's message, or send anew and tidy the old one."""

from typing import Any

from bot.api import BotApi, EditLost, Outcome, Sent
from bot.limiter import Limiter
from bot.nursery import Nursery
from bot.outbox import IN_PLACE, Shown, Waiting

_REPLY_KEYBOARD = ("keyboard", "remove_keyboard")


class Telegraph:
    """Shows rows in chats. Keeps no state; the pace of the main call is the caller's affair."""

    def __init__(self, api: BotApi, limiter: Limiter, nursery: Nursery) -> None:
        self._api = api
        self._limiter = limiter
        self._nursery = nursery

    async def show(self, row: Waiting, shown: Shown | None) -> Outcome:
        """Bring *row* to its chat, where its slot shows *shown* at present."""
        if method := row.payload.get("method"):
            return await self._api.call(method, row.payload["params"])
        params = _params(row)
        if shown is not None and row.tapped in {IN_PLACE, shown.message_id} and _can_edit(row):
            edit = params | {"message_id": shown.message_id}
            outcome = await self._api.call("editMessageText", edit)
            if not isinstance(outcome, EditLost):
                return outcome
        outcome = await self._api.call("sendMessage", params)
        if isinstance(outcome, Sent) and shown is not None and shown.has_buttons:
            self._nursery.errand(self._untie(row.chat_id, shown), "taking buttons off")
        return outcome

    async def _untie(self, chat_id: int, shown: Shown) -> None:
        """Take the buttons off the message that showed the slot before.

        Only a courtesy, as an old button is answered kindly: left out when the pace is tight.
        """
        if self._limiter.try_acquire(chat_id):
            params = {"chat_id": chat_id, "message_id": shown.message_id}
            await self._api.call("editMessageReplyMarkup", params)


def _params(row: Waiting) -> dict[str, Any]:
    params = {
        "chat_id": row.chat_id,
        "text": row.payload["text"],
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if markup := row.payload.get("markup"):
        params["reply_markup"] = markup
    return params


def _can_edit(row: Waiting) -> bool:
    markup = row.payload.get("markup", {})
    return not any(kind in markup for kind in _REPLY_KEYBOARD)
