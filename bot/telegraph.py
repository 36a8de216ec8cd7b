"""How one outbox row becomes calls: edit the slot's message, or send anew and tidy the old one."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.api import BotApi, EditLost, Outcome, Refused, Sent
from bot.limiter import Limiter
from bot.nursery import Nursery
from bot.outbox import IN_PLACE, PHOTO, TEXT, Shown, Waiting
from bot.request import LocalFile

logger = logging.getLogger(__name__)

_REPLY_KEYBOARD = ("keyboard", "remove_keyboard")

#: Files that are messages of their own; a photo is a screen, but for one of this machine.
_FILES = {"document": "sendDocument", "voice": "sendVoice", "video": "sendVideo"}


class Telegraph:
    """Shows rows in chats. Keeps no state; the pace of the main call is the caller's affair."""

    def __init__(self, api: BotApi, limiter: Limiter, nursery: Nursery) -> None:
        self._api = api
        self._limiter = limiter
        self._nursery = nursery

    async def show(self, row: Waiting, shown: Shown | None) -> Outcome:
        """Bring *row* to its chat, where its slot shows *shown* at present.

        A photo that Telegram refuses is left out: nobody stays without the words and buttons.
        """
        if method := row.payload.get("method"):
            return await self._api.call(method, _moved(row))
        for kind, method in _FILES.items():
            if kind in row.payload:
                return await self._send_file(row, kind, method)
        if isinstance(row.payload.get("photo"), dict):
            return await self._send_file(row, "photo", "sendPhoto")
        outcome = await self._bring(row, shown)
        if isinstance(outcome, Refused) and "photo" in row.payload and row.payload.get("text"):
            why = outcome.description
            logger.error("row %s goes out without its photo, refused: %s", row.id, why)
            words = {name: part for name, part in row.payload.items() if name != "photo"}
            outcome = await self._bring(replace(row, payload=words), shown)
        return outcome

    async def _bring(self, row: Waiting, shown: Shown | None) -> Outcome:
        kind = PHOTO if "photo" in row.payload else TEXT
        if shown is not None and shown.kind == kind and _may_edit(row, shown):
            outcome = await self._edit(row, shown, kind)
            if not isinstance(outcome, EditLost):
                return outcome
        outcome = await self._send(row, kind)
        if isinstance(outcome, Sent) and shown is not None and shown.has_buttons:
            self._nursery.errand(self._untie(row.chat_id, shown), "taking buttons off")
        return outcome

    async def _edit(self, row: Waiting, shown: Shown, kind: str) -> Outcome:
        params = _params(row) | {"message_id": shown.message_id}
        if kind == TEXT:
            return await self._api.call("editMessageText", params | _words(row))
        media = {"type": "photo", "media": row.payload["photo"]} | _caption(row)
        return await self._api.call("editMessageMedia", params | {"media": media})

    async def _send(self, row: Waiting, kind: str) -> Outcome:
        if kind == TEXT:
            return await self._api.call("sendMessage", _params(row) | _words(row))
        photo = {"photo": row.payload["photo"]} | _caption(row)
        return await self._api.call("sendPhoto", _params(row) | photo)

    async def _send_file(self, row: Waiting, kind: str, method: str) -> Outcome:
        """A message of its own: a file Telegram has (its file id), or one of this machine."""
        file, params = row.payload[kind], _params(row) | _caption(row)
        if isinstance(file, str):
            return await self._api.call(method, params | {kind: file})
        fields = {name: _field(value) for name, value in params.items()}
        local = LocalFile(kind, Path(file["path"]), file["name"])
        return await self._api.upload(method, fields, local)

    async def _untie(self, chat_id: int, shown: Shown) -> None:
        """Take the buttons off the message that showed the slot before.

        Only a courtesy, as an old button is answered kindly: left out when the pace is tight.
        """
        if self._limiter.try_acquire(chat_id):
            params = {"chat_id": chat_id, "message_id": shown.message_id}
            await self._api.call("editMessageReplyMarkup", params)


def _moved(row: Waiting) -> dict[str, Any]:
    """The parameters of another method; a row may have followed its group to a new id."""
    params: dict[str, Any] = row.payload["params"]
    return params | {"chat_id": row.chat_id} if "chat_id" in params else params


def _params(row: Waiting) -> dict[str, Any]:
    params: dict[str, Any] = {"chat_id": row.chat_id}
    if markup := row.payload.get("markup"):
        params["reply_markup"] = markup
    return params


def _words(row: Waiting) -> dict[str, Any]:
    silent = {"is_disabled": True}
    return {"text": row.payload["text"], "parse_mode": "HTML", "link_preview_options": silent}


def _caption(row: Waiting) -> dict[str, Any]:
    if not row.payload.get("text"):
        return {}
    return {"caption": row.payload["text"], "parse_mode": "HTML"}


def _field(value: object) -> str:
    """A parameter as a form carries it."""
    return value if isinstance(value, str) else json.dumps(value)


def _may_edit(row: Waiting, shown: Shown) -> bool:
    if row.tapped not in {IN_PLACE, shown.message_id}:
        return False
    markup = row.payload.get("markup", {})
    return not any(kind in markup for kind in _REPLY_KEYBOARD)
