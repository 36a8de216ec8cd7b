"""The talk of a conversation test as text, kept under `docs/transcripts/` for people to read."""

import difflib
import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from simulator.ledger import Entry
from tests import brevity, manners

FOLDER = Path(__file__).parent.parent / "docs" / "transcripts"

#: The calls that say something, and how the talk tells them.
_HOW = {
    "sendMessage": "",
    "editMessageText": " (ubah)",
    "sendPhoto": " (foto)",
    "sendDocument": " (berkas)",
    "sendVoice": " (pesan suara)",
    "editMessageMedia": " (ubah foto)",
}

#: The code of an invitation's link: another in each run.
_CODE = re.compile(r"(?<=start=[ruom]_)[\w-]+")


def keep(request: pytest.FixtureRequest, script: list[str]) -> None:
    """Compare the talk with the one that is kept, or keep it anew (`make transcripts`).

    It is held against the style guide in full and kept in brief, unless it is the one that tells
    a whole form.
    """
    if wrong := manners.breaches(joined(script)):
        pytest.fail("\n\n".join(wrong))
    is_whole = request.node.get_closest_marker("whole_form") is not None
    talk = joined(script if is_whole else map(brevity.in_brief, script))
    path = FOLDER / f"{request.node.name.removeprefix('test_')}.txt"
    if request.config.getoption("--rewrite-transcripts"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(talk, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept != talk:
        diff = "".join(
            difflib.unified_diff(
                kept.splitlines(keepends=True), talk.splitlines(keepends=True), "kept", "now"
            )
        )
        pytest.fail(f"the talk has changed; read it, then `make transcripts`\n{diff}")


def joined(script: Iterable[str]) -> str:
    """The entries of a talk as one text."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(script).strip()) + "\n"


def spoken(entry: Entry, name: str) -> str | None:
    """An accepted call as the person hears it; none for what is silent."""
    params = entry.params
    if entry.method == "answerCallbackQuery":
        text = params.get("text")
        return f"Bot → {name} (popup): {text}\n" if text else None
    if entry.method == "copyMessage":
        return f"Bot → {name}: (salinan kiriman itu)\n"
    if entry.method not in _HOW:
        return None
    text = _CODE.sub("…", html.unescape(brevity.TAG.sub("", _text(params))))
    return "\n".join([f"Bot → {name}{_HOW[entry.method]}: {text}", *_button_lines(params), ""])


def _text(params: Mapping[str, Any]) -> str:
    if "text" in params:
        return str(params["text"])
    return str(params.get("media", params).get("caption", ""))


def _button_lines(params: Mapping[str, Any]) -> list[str]:
    markup = params.get("reply_markup") or {}
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return [" ".join(f"[{button['text']}]" for button in row) for row in rows]
