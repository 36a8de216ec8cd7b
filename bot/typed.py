"""Typing works where there are buttons: "2" presses [Kerjakan 2] or [2. Kopi Deleng], "ya" [Ya].

What the buttons of the newest screen are is kept with the conversation. An open form takes typed
numbers itself, and its own "ya".
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot import outbox
from bot.callback_data import decode
from bot.screen import Button, Screen
from bot.taps import FORM

if TYPE_CHECKING:
    from bot.turn import Turn

#: (flow, verb) → what a tap does, guarded as its route is.
Taps = Mapping[tuple[str, str], "Callable[[Turn], None]"]

_NAME = "typed"
_CAPTION = re.compile(r"^(\d{1,2})\. |(?<=\s)(\d{1,2})$")
_NUMBER = re.compile(r"\s*(\d{1,2})\.?\s*", re.ASCII)
#: Name → the words that may be typed for it.
_WORDS = {"yes": "words.yes", "no": "words.no"}
#: Name → what its button says.
_SAYS = {"yes": "form.yes", "no": "form.no"}


def keep(turn: "Turn", screen: Screen) -> None:
    """Remember what may be typed in place of a tap."""
    talk = turn.conversation
    found = {} if turn.in_group else _found(turn, screen)
    if talk.memory.get(_NAME, {}) == found:
        return
    talk.memory = {name: value for name, value in talk.memory.items() if name != _NAME}
    if found:
        talk.memory[_NAME] = found
    talk.changed = True


def press(turn: "Turn") -> bool:
    """Do what the typed button does; False = there is none."""
    kept = turn.conversation.memory.get(_NAME)
    tap = decode(kept.get(_typed(turn))) if kept else None
    body = turn.house.taps.get((tap.flow, tap.verb)) if tap else None
    if tap is None or body is None:
        return False
    turn.pressed = tap
    body(turn)
    if turn.answer.text:  # nothing was tapped, so there is no window to say it in
        outbox.put(turn.session, turn.chat_id, {"text": turn.answer.text}, now=turn.now)
    return True


def _typed(turn: "Turn") -> str | None:
    if number := _NUMBER.fullmatch(turn.text):
        return str(int(number[1]))
    word = turn.text.strip().casefold()
    return next((name for name, key in _WORDS.items() if word in turn.say.words(key)), None)


def _found(turn: "Turn", screen: Screen) -> dict[str, str]:
    """What is typed → data of its button; a number of two buttons says nothing."""
    has_form = turn.conversation.form is not None
    found: dict[str, str] = {}
    twice = set()
    for button in (one for row in screen.buttons for one in row):
        name = _name(turn, button)
        if name is None or (has_form and name not in _WORDS):
            continue
        if name in found:
            twice.add(name)
        found[name] = button.payload()["callback_data"]
    return {name: data for name, data in found.items() if name not in twice}


def _name(turn: "Turn", button: Button) -> str | None:
    if button.tap is None or button.tap.flow == FORM:
        return None
    if shape := _CAPTION.search(button.text):
        return str(int(shape[1] or shape[2]))
    return next((n for n, key in _SAYS.items() if button.text == turn.say.plain(key)), None)
