"""One call of the Bot API, and what its answer means."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import NetworkError, TimedOut

from bot.request import ConnectionNotMadeError, JsonRequest, LocalFile
from models import jsons

_OK = 200
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404
_CONFLICT = 409
_TOO_LARGE = 413
_TOO_MANY = 429
_SERVER_ERROR = 500

#: What Telegram takes from a bot.
_LARGEST_UPLOAD = 50_000_000

_NOT_MODIFIED = "message is not modified"
_EDIT_LOST = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "there is no media in the message to edit",
    "MESSAGE_ID_INVALID",
)
_GONE = ("user is deactivated", "bot was kicked", "group chat was deleted", "is not a member")


@dataclass(frozen=True)
class Sent:
    """Telegram accepted the call; `result` is what it gave back."""

    result: Any


@dataclass(frozen=True)
class NotModified:
    """The message shows this already: as good as sent."""


@dataclass(frozen=True)
class EditLost:
    """The message to edit is gone or too old: send it anew."""


@dataclass(frozen=True)
class Blocked:
    """The person blocked the bot or never started it."""

    description: str


@dataclass(frozen=True)
class Gone:
    """The account or the group is no more, or the bot is not in it."""

    description: str


@dataclass(frozen=True)
class Migrated:
    """The group has become a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True)
class Flooded:
    """429: nothing was done; try again after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Refused:
    """Telegram will never take this content: a defect of ours."""

    description: str


@dataclass(frozen=True)
class NotSent:
    """The call certainly had no effect; try again later."""

    description: str


@dataclass(frozen=True)
class Unknown:
    """The call left and its fate is not known: it may have had its effect."""

    description: str


Outcome = (
    Sent
    | NotModified
    | EditLost
    | Blocked
    | Gone
    | Migrated
    | Flooded
    | Refused
    | NotSent
    | Unknown
)


class BotApi:
    """The Bot API of one token."""

    def __init__(self, request: JsonRequest, api_url: str, token: str) -> None:
        self._request = request
        self._base = f"{api_url}/bot{token}/"

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout: float = 30.0
    ) -> Outcome:
        """Call *method*; never raises for what Telegram or the network does."""
        try:
            status, body = await self._request.post_json(
                self._base + method, params, read_timeout=read_timeout
            )
        except ConnectionNotMadeError as error:
            return NotSent(str(error))
        except (TimedOut, NetworkError) as error:
            return Unknown(str(error))
        return classify(status, body)

    async def upload(
        self,
        method: str,
        fields: Mapping[str, str],
        file: LocalFile,
        *,
        read_timeout: float = 300.0,
    ) -> Outcome:
        """Call *method* with a file of this machine; never raises for what comes of it."""
        try:
            size = (await asyncio.to_thread(file.path.stat)).st_size
            if size > _LARGEST_UPLOAD:
                return Refused(f"a file of {size} bytes is more than Telegram takes")
            status, body = await self._request.post_file(
                self._base + method, fields, file, read_timeout=read_timeout
            )
        except OSError as error:
            return Refused(f"the file cannot be read: {type(error).__name__}")
        except ConnectionNotMadeError as error:
            return NotSent(str(error))
        except (TimedOut, NetworkError) as error:
            return Unknown(str(error))
        return classify(status, body)


def classify(status: int, body: bytes) -> Outcome:
    """What HTTP *status* and *body* mean (wordings: facts of the server's source)."""
    if status == _TOO_LARGE:  # a server in front of Telegram's may say so, in its own words
        return Refused("413 Request Entity Too Large")
    try:
        answer = jsons.loads(body)
        description = str(answer.get("description", ""))
        parameters = answer.get("parameters") or {}
    except (ValueError, AttributeError, RecursionError):
        return Unknown(f"HTTP {status} without a readable answer")
    if status == _OK and answer.get("ok"):
        return Sent(answer.get("result"))
    if migrated := parameters.get("migrate_to_chat_id"):
        return Migrated(int(migrated))
    if status == _TOO_MANY:
        return Flooded(float(parameters.get("retry_after", 1)))
    return _trouble(status, description)


def _trouble(status: int, description: str) -> Outcome:
    if status >= _SERVER_ERROR:
        return Unknown(f"{status} {description}")
    if status in {_UNAUTHORIZED, _NOT_FOUND, _CONFLICT}:
        return NotSent(f"{status} {description}")
    return _refusal(status, description)


def _refusal(status: int, description: str) -> Outcome:
    if any(part in description for part in _GONE):
        return Gone(description)
    if status == _FORBIDDEN or "chat not found" in description:
        return Blocked(description)
    if _NOT_MODIFIED in description:
        return NotModified()
    if any(part in description for part in _EDIT_LOST):
        return EditLost()
    return Refused(description)
