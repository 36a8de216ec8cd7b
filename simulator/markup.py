"""Keyboards the server accepts."""

from typing import Any

from simulator.errors import BadRequestError

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
MAX_COPY = 256
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
_REQUESTS = {
    "request_contact": "phone number",
    "request_location": "location",
    "request_poll": "poll",
    "request_users": "users",
    "request_chat": "chat",
}
_URL_SCHEMES = ("http://", "https://", "tg://", "tel:", "mailto:")


def checked(markup: dict[str, Any] | None, *, private: bool) -> dict[str, Any] | None:
    """Give *markup* back if Telegram would take it."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        _reply_keyboard(markup["keyboard"], private=private)
    return markup


def is_inline(markup: dict[str, Any] | None) -> bool:
    """Whether buttons hang on the message itself."""
    return markup is not None and "inline_keyboard" in markup


def _inline(markup: dict[str, Any]) -> dict[str, Any] | None:
    rows = [row for row in markup["inline_keyboard"] if row]
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise BadRequestError("reply markup is too long")
    for row in rows:
        for button in row:
            _inline_button(button)
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise BadRequestError("inline keyboard button text must be non-empty")
    if sum(action in button for action in _ACTIONS) != 1:
        raise BadRequestError("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise BadRequestError("BUTTON_DATA_INVALID")
    copied = button.get("copy_text", {}).get("text")
    if copied is not None and not 1 <= len(copied) <= MAX_COPY:
        raise BadRequestError("BUTTON_COPY_TEXT_INVALID")
    url = button.get("url")
    if url is not None and not url.startswith(_URL_SCHEMES):
        raise BadRequestError(
            f"inline keyboard button URL '{url}' is invalid: unsupported URL protocol"
        )


def _reply_keyboard(rows: list[list[dict[str, Any]]], *, private: bool) -> None:
    if not any(rows):
        raise BadRequestError("object expected as reply markup")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise BadRequestError("keyboard button text must be non-empty")
        for request, what in _REQUESTS.items():
            if button.get(request) and not private:
                raise BadRequestError(f"{what} can be requested in private chats only")
