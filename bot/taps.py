"""The buttons that every room of the house may show."""

from bot.callback_data import Tap
from bot.screen import Button
from bot.texts import Texts

HOME = Tap("home", "open")
#: The flow of the buttons that forms have.
FORM = "form"
RESUME = Tap(FORM, "resume")


def home_row(say: Texts) -> list[Button]:
    """`[Beranda]`, where nothing lies behind."""
    return [Button(say.plain("button.home"), HOME)]


def last_row(say: Texts, back: Tap | None) -> list[Button]:
    """`[Kembali] [Beranda]`; without *back* `[Beranda]` alone."""
    if back is None:
        return home_row(say)
    return [Button(say.plain("button.back"), back), *home_row(say)]
