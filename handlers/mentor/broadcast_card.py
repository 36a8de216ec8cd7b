"""The card of a broadcast: how it stands, and what may be done; the same live in every chat."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot import outbox
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.late import TOO_LATE
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from handlers.mentor import broadcast_words as words
from models.broadcast import Broadcast, BroadcastState
from models.delivery import DeliveryState, NewsKind
from models.person import Person
from models.services import audiences, broadcast_mail, deliveries, desks
from models.services.audiences import Audience
from models.services.broadcasts import KIND
from models.services.deliveries import MISSED

FLOW = "cast"

#: What is shown to one person alone, never in a group.
_PRIVATE = {"names", "missed", "file"}

#: A card changes no more often than this.
APART = timedelta(seconds=3)


def slot(row: Broadcast) -> str:
    """Where a chat shows it."""
    return f"cast:{row.id}"


def on(row: Broadcast, verb: str, choice: str | None = None) -> Tap:
    """A button on it as it is now."""
    return Tap(FLOW, verb, row.id, row.revision, choice)


def tick(scene: Scene, row: Broadcast) -> None:
    """Let the cards follow, if enough has passed since."""
    shown = row.shown or {}
    is_same = shown.get("state") == row.state
    if is_same and (row.state == BroadcastState.SCHEDULED or not _is_time(scene, row)):
        return
    counts = deliveries.counts(scene.session, KIND, row.id)
    if not is_same or counts != shown.get("counts"):
        everywhere(scene, row, counts)


def everywhere(
    scene: Scene,
    row: Broadcast,
    counts: Mapping[str, int] | None = None,
    *,
    but: int | None = None,
) -> None:
    """Show the card in every chat that has it; *but* not where the turn itself shows it."""
    counts = deliveries.counts(scene.session, KIND, row.id) if counts is None else counts
    for chat_id, person in _chats(scene, row):
        if chat_id != but:
            say = texts(person.language if person is not None else "id")
            is_author = person is not None and person.id == row.author_id
            card = screen(scene, row, say, counts, is_author=is_author, in_group=chat_id < 0)
            outbox.put_screen(
                scene.session, chat_id, card, now=scene.now, slot=slot(row), in_place=True
            )
    figures = {"state": row.state, "counts": dict(counts)}
    broadcast_mail.note_shown(scene.session, row, figures, now=scene.now)


def screen(
    scene: Scene,
    row: Broadcast,
    say: Texts,
    counts: Mapping[str, int] | None = None,
    *,
    is_author: bool,
    in_group: bool = False,
) -> Screen:
    """The card as its author, or somebody who releases, sees it."""
    counts = deliveries.counts(scene.session, KIND, row.id) if counts is None else counts
    lines = _lines(scene, row, say, counts, is_author=is_author)
    rows = _rows(row, say, counts, is_author=is_author)
    if in_group:
        rows = [[b for b in line if b.tap is None or b.tap.verb not in _PRIVATE] for line in rows]
        rows = [line for line in rows if line]
    else:
        rows.append(home_row(say))
    return Screen("\n".join(filter(None, lines)), buttons=rows)


def _chats(scene: Scene, row: Broadcast) -> list[tuple[int, Person | None]]:
    """Its author's; of a mentor's the group's too, or else those of who may release it."""
    author = scene.session.get_one(Person, row.author_id)
    chats: list[tuple[int, Person | None]] = [(author.telegram_id, author)]
    if row.news != NewsKind.MENTOR or row.asked_at is None:
        return chats
    group = desks.group(scene.session)
    if group is not None:
        return [*chats, (group.chat_id, None)]
    others = broadcast_mail.releasers(scene.session, row)
    return [*chats, *((one.telegram_id, one) for one in others if one.id != author.id)]


def _is_time(scene: Scene, row: Broadcast) -> bool:
    return row.shown_at is None or scene.now >= row.shown_at + APART


def _lines(
    scene: Scene, row: Broadcast, say: Texts, counts: Mapping[str, int], *, is_author: bool
) -> list[str]:
    match row.state:
        case BroadcastState.WAITING_RELEASE if is_author:
            since = words.when(scene.house, say, row.asked_at)
            return [f"<b>{say('broadcast.waits', since=since)}</b>", _due(scene, row, say)]
        case BroadcastState.WAITING_RELEASE:
            return _to_release(scene, row, say)
        case BroadcastState.SCHEDULED:
            return [f"<b>{say('broadcast.scheduled')}</b>", _due(scene, row, say)]
        case BroadcastState.FILLING:
            return [f"<b>{say('broadcast.filling')}</b>"]
        case BroadcastState.RUNNING | BroadcastState.PAUSED:
            return _running(scene, row, say, counts)
    return _ended(scene, row, say, counts)


def _due(scene: Scene, row: Broadcast, say: Texts) -> str:
    if row.due_at is None:
        return say("broadcast.soon")
    return say("broadcast.due", when=words.when(scene.house, say, row.due_at))


def _to_release(scene: Scene, row: Broadcast, say: Texts) -> list[str]:
    author = scene.session.get_one(Person, row.author_id)
    chosen = Audience.of(row.audience)  # a mentor's, so that counting is quick
    counted = audiences.count(scene.session, chosen, row.news, now=scene.now)
    to = words.audience(say, chosen)
    return [
        f"<b>{say('broadcast.to_release')}</b>",
        say("broadcast.by", name=author.name, count=counted.total, audience=to),
        say("broadcast.quoted", words=words.in_short(row)) if row.words else "",
        say("broadcast.with_media", count=len(row.media)) if row.media else "",
        _due(scene, row, say),
    ]


def _running(scene: Scene, row: Broadcast, say: Texts, counts: Mapping[str, int]) -> list[str]:
    key = "broadcast.running" if row.state == BroadcastState.RUNNING else "broadcast.paused"
    title = say(key, done=words.done(counts), total=words.total(counts))
    seconds = (scene.now - row.shown_at).total_seconds() if row.shown_at else 0.0
    is_running = row.state == BroadcastState.RUNNING
    return [
        f"<b>{title}</b>",
        words.figures(say, counts),
        _released(scene, row, say),
        words.pace(say, row, counts, seconds) if is_running else say("broadcast.nothing_goes"),
    ]


def _released(scene: Scene, row: Broadcast, say: Texts) -> str:
    if row.released_by is None or row.released_by == row.author_id:
        return ""
    by = scene.session.get_one(Person, row.released_by).name
    return say("broadcast.released", by=by, when=words.when(scene.house, say, row.released_at))


def _ended(scene: Scene, row: Broadcast, say: Texts, counts: Mapping[str, int]) -> list[str]:
    when = words.when(scene.house, say, row.ended_at)
    if row.state == BroadcastState.CANCELLED:
        late = row.began_at is None and row.due_at is not None and row.ended_at is not None
        if late and row.ended_at - row.due_at > TOO_LATE:  # type: ignore[operator]
            due = words.when(scene.house, say, row.due_at)
            return [f"<b>{say('broadcast.too_late')}</b>", say("broadcast.too_late_why", due=due)]
        unsent = counts.get(DeliveryState.WAITING, 0)
        title = f"<b>{say('broadcast.cancelled', when=when)}</b>"
        figures = words.figures(say, counts) if counts else ""
        return [title, figures, say("broadcast.unsent", count=unsent) if unsent else ""]
    left = words.left_out(say, counts)
    return [
        f"<b>{say('broadcast.done', when=when)}</b>",
        words.figures(say, counts),
        say("broadcast.not_sent_to", who=left) if left else "",
        _answers(scene, row, say),
        say("broadcast.unknown_why") if counts.get(DeliveryState.UNKNOWN) else "",
    ]


def _answers(scene: Scene, row: Broadcast, say: Texts) -> str:
    if not row.answers:
        return ""
    found = deliveries.answers(scene.session, KIND, row.id)
    named = [f"{caption} {found.get(nth, 0)}" for nth, caption in enumerate(row.answers)]
    return say("broadcast.answered", answers=", ".join(named))


def _rows(
    row: Broadcast, say: Texts, counts: Mapping[str, int], *, is_author: bool
) -> list[list[Button]]:
    def button(key: str, verb: str, choice: str | None = None, **params: Any) -> Button:
        return Button(say.plain(f"broadcast.{key}", **params), on(row, verb, choice))

    match row.state:
        case BroadcastState.WAITING_RELEASE if is_author:
            return [[button("take_back", "move", "back")]]
        case BroadcastState.WAITING_RELEASE:
            return [
                [button("release", "release")],
                [button("names", "names"), button("mend", "move", "back")],
            ]
        case BroadcastState.SCHEDULED:
            return [[button("take_back", "move", "back"), button("stop", "move", "stop")]]
        case BroadcastState.FILLING | BroadcastState.RUNNING:
            return [[button("pause", "move", "pause")], [button("stop", "move", "stop")]]
        case BroadcastState.PAUSED:
            return [[button("resume", "move", "go")], [button("stop", "move", "stop")]]
    missed = any(counts.get(state) for state in (*MISSED, DeliveryState.UNREACHABLE))
    rows = [[button("see_missed", "missed")]] if missed else []
    return [*rows, [button("report", "file")]] if counts else rows
