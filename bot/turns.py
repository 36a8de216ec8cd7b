"""Running turns: many in one transaction, what they need read in one query a table."""

import asyncio
import enum
import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, select, true
from sqlalchemy.orm import Session
from telegram import Update, User

from bot import outbox, people
from bot.clock import Clock
from bot.texts import texts
from bot.turn import Answer, Conversation, House, Sender, Turn
from bot.writer import Writer
from models import conversation as tables
from models import locks
from models.base import UtcDateTime
from models.ingress import ProcessedUpdate
from models.services import quarantine, roles
from models.sql import among, each, insert_in, upsert_for

logger = logging.getLogger(__name__)

Body = Callable[[Turn], None]

#: Not by the pairs: for those SQLite would read the whole table.
_TALKS = select(
    tables.Conversation.chat_id,
    tables.Conversation.person_id,
    tables.Conversation.form,
    tables.Conversation.subject,
    tables.Conversation.answers,
    tables.Conversation.cursor,
    tables.Conversation.memory,
    tables.Conversation.revision,
    tables.Conversation.keyboard,
).where(
    among(tables.Conversation.chat_id, "chat_ids"),
    among(tables.Conversation.person_id, "person_ids"),
)

#: Seconds until a turn is tried again whose chat another process is busy with; they double.
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5


@dataclass(frozen=True)
class Request:
    """A turn to be run: an update, who sent it where, and the body of its route."""

    update: Update
    user: User
    chat_id: int
    body: Body


class Fate(enum.StrEnum):
    """What became of an update."""

    WORKED_OFF = "worked_off"
    REPEATED = "repeated"  #: it was worked off before
    IGNORED = "ignored"  #: no route takes it
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Done:
    """It has committed."""

    answer: Answer = field(default_factory=Answer)
    fate: Fate = Fate.WORKED_OFF


class Turns:
    """Runs turns through the writer, and puts into quarantine what cannot be worked off."""

    def __init__(self, writer: Writer, clock: Clock, bot_id: int, house: House) -> None:
        self._writer = writer
        self._clock = clock
        self._bot_id = bot_id
        self._house = house

    async def run(self, request: Request) -> Done:
        """Run one turn; returns when it has committed.

        Raises:
            Exception: what the body raised when it was tried alone.
        """
        pause = _FIRST_PAUSE
        while (done := await self._writer.run(self.together, request)) is None:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        return done

    async def skip(self, update_id: int) -> None:
        """Note an update that no route takes as worked off."""
        await self._writer.run(self._skip, update_id)

    async def quarantine(self, raw: dict[str, Any], error: BaseException) -> None:
        """Keep an update that cannot be worked off, and tell the person kindly."""
        update_id = int(raw["update_id"])
        reason = _reason(error)
        where = traceback.extract_tb(error.__traceback__)[-1:] if error.__traceback__ else []
        place = f" ({where[0].filename.rpartition('/')[2]}:{where[0].lineno})" if where else ""
        logger.error("update %s goes into quarantine: %s%s", update_id, reason, place)
        await self._writer.write(lambda session: self._put_away(session, raw, reason + place))

    async def to_retry(self) -> list[dict[str, Any]]:
        """Raw updates in quarantine that the office asked to work off again."""

        def read(session: Session) -> list[dict[str, Any]]:
            rows = quarantine.to_retry(session, self._bot_id)
            return [row.payload for row in rows if row.payload is not None]

        return await self._writer.write(read)

    async def retried(self, update_id: int) -> None:
        """A retried update is no longer waiting; if it failed again it is open anew."""
        await self._writer.write(
            lambda session: quarantine.mark_retried(session, self._bot_id, update_id)
        )

    def together(self, session: Session, requests: list[Request]) -> list[Done | None]:
        """Run the turns of a batch in the session's transaction; the writer calls this.

        None for a turn whose chat another process works on: it leaves the batch.
        """
        now = self._clock()
        ours = locks.try_chats(session, {request.chat_id for request in requests})
        takes = [request for request in requests if request.chat_id in ours]
        new = self._note(session, [request.update.update_id for request in takes], now)
        fresh = [request for request in takes if request.update.update_id in new]
        senders = people.known(
            session,
            [request.user for request in fresh],
            self._house.clinic.language,
            now=now,
            in_private={r.user.id for r in fresh if r.chat_id == r.user.id},
        )
        talks = _conversations(session, fresh, senders)
        answers: dict[int, Answer] = {}
        for request in fresh:
            turn = self._turn(session, request, senders, talks, now)
            request.body(turn)
            if roles.were_revoked(session):
                people.read_roles(session, senders.values())
            answers[request.update.update_id] = turn.answer
        _save_conversations(session, talks, now)
        repeated = Done(fate=Fate.REPEATED)
        done = {update_id: Done(answer) for update_id, answer in answers.items()}
        return [
            done.get(r.update.update_id, repeated) if r.chat_id in ours else None for r in requests
        ]

    def _turn(
        self,
        session: Session,
        request: Request,
        senders: dict[int, Sender],
        talks: dict[tuple[int, int], Conversation],
        now: datetime,
    ) -> Turn:
        person = senders[request.user.id]
        return Turn(
            session=session,
            update=request.update,
            person=person,
            conversation=talks[request.chat_id, person.id],
            now=now,
            house=self._house,
        )

    def _note(self, session: Session, update_ids: list[int], now: datetime) -> set[int]:
        """Note updates as worked off, which this transaction does; gives those that were not."""
        connection = session.connection()
        wanted = {"bot_id": self._bot_id, "update_ids": sorted(set(update_ids)), "at": now}
        return set(connection.execute(_noting(connection.dialect.name), wanted).scalars())

    def _skip(self, session: Session, update_ids: list[int]) -> list[None]:
        self._note(session, update_ids, self._clock())
        return [None] * len(update_ids)

    def _put_away(self, session: Session, raw: dict[str, Any], reason: str) -> None:
        now = self._clock()
        update_id = int(raw["update_id"])
        if not self._note(session, [update_id], now):
            return
        chat_id = private_chat(raw)
        quarantine.put(
            session,
            self._bot_id,
            update_id,
            chat_id=chat_id,
            payload=_storable(raw),
            error=reason,
            now=now,
        )
        if chat_id is not None:
            apology = texts(self._house.clinic.language)("quarantine.apology")
            outbox.put(session, chat_id, {"text": apology}, now=now)


@cache
def _noting(dialect: str) -> Executable:
    columns = ["bot_id", "update_id", "at"]
    update_id = each(dialect, "update_ids", ProcessedUpdate.update_id.type)
    rows = select(bindparam("bot_id"), update_id, bindparam("at", type_=UtcDateTime())).where(
        true()
    )
    insert = insert_in(dialect, ProcessedUpdate).from_select(columns, rows)
    noting: Executable = insert.on_conflict_do_nothing().returning(ProcessedUpdate.update_id)
    return noting


def private_chat(raw: Any) -> int | None:
    """The private chat a raw update came from, as far as it can be read."""
    for kind in ("message", "edited_message", "callback_query"):
        part = raw.get(kind)
        if isinstance(part, dict):
            message = part.get("message") if kind == "callback_query" else part
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and chat.get("type") == "private":
                chat_id = chat.get("id")
                return chat_id if isinstance(chat_id, int) else None
    return None


def _reason(error: BaseException) -> str:
    """What was raised, in one line; PostgreSQL's DETAIL would quote the values of a row."""
    said = "".join(traceback.format_exception_only(error)).partition("DETAIL:")[0]
    return _plain(" ".join(said.split()))


def _storable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update as PostgreSQL's JSON takes it."""
    text = _plain(json.dumps(raw, ensure_ascii=False)).replace("\\u0000", "\\ufffd")
    clean: dict[str, Any] = json.loads(text)
    return clean


def _plain(text: str) -> str:
    """*text* without NUL and halves of characters, which PostgreSQL refuses."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _conversations(
    session: Session, requests: list[Request], senders: dict[int, Sender]
) -> dict[tuple[int, int], Conversation]:
    keys = {(request.chat_id, senders[request.user.id].id) for request in requests}
    if not keys:
        return {}
    wanted = {
        "chat_ids": list({chat_id for chat_id, _person_id in keys}),
        "person_ids": list({person_id for _chat_id, person_id in keys}),
    }
    rows = session.connection().execute(_TALKS, wanted)
    talks = {(row[0], row[1]): Conversation(*row) for row in rows}
    return {key: talks.get(key) or Conversation(*key) for key in keys}


def _save_conversations(
    session: Session, talks: dict[tuple[int, int], Conversation], now: datetime
) -> None:
    changed = [
        {
            "chat_id": talk.chat_id,
            "person_id": talk.person_id,
            "form": talk.form,
            "subject": talk.subject,
            "answers": talk.answers,
            "cursor": talk.cursor,
            "memory": talk.memory,
            "revision": talk.revision,
            "keyboard": talk.keyboard,
            "updated_at": now,
        }
        for talk in talks.values()
        if talk.changed
    ]
    if not changed:
        return
    upsert = upsert_for(session, tables.Conversation, "chat_id", "person_id")
    session.connection().execute(upsert, changed)
