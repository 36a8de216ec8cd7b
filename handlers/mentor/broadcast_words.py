"""A broadcast in words: whom it goes to, and what became of it."""

from collections.abc import Mapping
from datetime import datetime

from bot import formats
from bot.texts import Texts
from bot.turn import House
from handlers.mentor import titles
from models.broadcast import Broadcast
from models.delivery import DeliveryState
from models.rules import categories, documents, packaging, regencies
from models.services.audiences import Audience, Counted
from models.services.deliveries import LEFT_OUT, MISSED

#: The filters that an author chooses, in the order of their buttons.
FILTERS = ("regency", "category", "stage", "missing", "language", "role")

_MOST_NAMED = 4
_MOST_LETTERS = 160
_MINUTE = 60


def option(say: Texts, name: str, value: str) -> str:
    """One value of a filter."""
    match name:
        case "regency":
            return regencies.short_name(value)
        case "category":
            return categories.button(value, say.language)
        case "missing":
            item = documents.by_id().get(value) or packaging.by_id()[value]
            return f"{value} {titles.title(item, is_replaced=False)}"
        case "language":
            return say.plain(f"broadcast.language.{value}")
        case "role":
            return say.plain(f"broadcast.role.{value}")
    return value


def audience(say: Texts, chosen: Audience) -> str:
    """Karo, Dairi; Kopi & teh; belum selesai: G04 Berat bersih."""
    parts = []
    for name in FILTERS:
        values = getattr(chosen, name)
        named = ", ".join(option(say, name, value) for value in values[:_MOST_NAMED])
        if len(values) > _MOST_NAMED:
            named += say.plain("broadcast.and_more", count=len(values) - _MOST_NAMED)
        if values:
            parts.append(say.plain("broadcast.lacks", items=named) if name == "missing" else named)
    if not parts:
        return say.plain("broadcast.own" if chosen.mentor is not None else "broadcast.everybody")
    return "; ".join(parts)


def places(say: Texts, counted: Counted) -> str:
    """Karo 31, Simalungun 11, Dairi 7."""
    named = [
        f"{regencies.short_name(code) if code else say.plain('broadcast.staff')} {number}"
        for code, number in counted.by_regency.items()
    ]
    more = len(named) - _MOST_NAMED
    listed = ", ".join(named[:_MOST_NAMED])
    return listed + (say.plain("broadcast.and_more", count=more) if more > 0 else "")


def left_out(say: Texts, counts: Mapping[str, int]) -> str:
    """3 memblokir kami, 2 menolak siaran; empty where nobody is."""
    return ", ".join(
        say.plain(f"broadcast.left_out.{state}", count=counts[state])
        for state in LEFT_OUT
        if counts.get(state)
    )


def total(counts: Mapping[str, int]) -> int:
    """How many were to receive it."""
    return sum(number for state, number in counts.items() if state not in LEFT_OUT)


def done(counts: Mapping[str, int]) -> int:
    """How many were tried."""
    return counts.get(DeliveryState.SENT, 0) + sum(counts.get(state, 0) for state in MISSED)


def figures(say: Texts, counts: Mapping[str, int]) -> str:
    """Terkirim 46. Memblokir 2. Belum pasti 1."""
    told = [DeliveryState.SENT, *(state for state in MISSED if counts.get(state))]
    return " ".join(
        say.plain(f"broadcast.count.{state}", count=counts.get(state, 0)) for state in told
    )


def pace(say: Texts, row: Broadcast, counts: Mapping[str, int], seconds: float) -> str:
    """How fast it goes, and how long it still takes; empty where that is not known yet."""
    before = (row.shown or {}).get("counts", {})
    rate = (done(counts) - done(before)) / seconds if seconds > 0 else 0.0
    if round(rate) < 1:
        return ""
    left = (total(counts) - done(counts)) / rate
    minutes = max(round(left / _MINUTE), 1)
    return say("broadcast.pace", rate=f"{rate:.0f}", minutes=minutes)


def in_short(row: Broadcast) -> str:
    """The beginning of its words, without tags."""
    plain = formats.without_tags(row.words)
    return plain if len(plain) <= _MOST_LETTERS else plain[: _MOST_LETTERS - 1].rstrip() + "…"


def when(house: House, say: Texts, moment: datetime | None) -> str:
    """10 Nov 2026, 08.10 WIB; empty for none."""
    return formats.day_and_time(moment, house.clinic.zone, say.language) if moment else ""
