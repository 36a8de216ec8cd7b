"""Any order of hands on one entry: one decision a revision, true screens, a complete trail.

Two admins and the staff group press any button they ever saw; the owner edits, repairs and
appeals; time passes. Nothing between the tap and the outbox is left out but the network.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select
from telegram import Update

from bot import outbox
from bot.callback_data import Tap, decode
from bot.clinic import Moment
from bot.config import Clinic, Quiet
from bot.routes import Body
from bot.turn import Conversation, House, Sender, Turn
from handlers import FLOWS, ROUTES, by_clock
from handlers.admin import card, showing
from handlers.admin.viewer import DESK, Viewer
from handlers.owner import home
from models.audit import AuditEntry
from models.curation import Decision, StaffGroup
from models.database import Database, migrate
from models.entry import Entry, EntryState
from models.outbox import Slot
from models.person import Person, Role
from models.services import entries, registration
from models.services.actor import Actor
from scheduler import curation as clock
from tests.services import NOW, ZONE, answers

GROUP = -100500
HOUSE = House(Clinic(), FLOWS, home.show, showing.followed, Quiet(), "klinik_bot")
#: As many as the office may want; the usual run is short.
EXAMPLES = int(os.environ.get("KLINIK_TOGETHER", "60"))
MARKING = {"tick", "why", "preview", "send"}
DATABASE: dict[str, Database] = {}


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path: Path = tmp_path_factory.mktemp("together") / "klinik.db"
    DATABASE["it"] = Database(f"sqlite:///{path}", audit_key=b"key")
    migrate(DATABASE["it"])
    yield
    DATABASE.pop("it").close()


class Together(RuleBasedStateMachine):
    """One entry and everybody who may touch it, in one transaction that is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = DATABASE["it"].write()
        self.session = self.scope.__enter__()
        self.now = NOW
        self.updates = 0
        self.screens: dict[tuple[int, str], dict[str, Any]] = {}
        self.seen: list[tuple[int, str]] = []
        self.told: list[str] = []
        self.people = [self.person(n, name) for n, name in enumerate(("Dimas", "Rizal", "Sari"))]

    def teardown(self) -> None:
        """Throw everything away."""
        self.session.rollback()
        self.session.info.clear()
        self.session.close()

    def person(self, number: int, name: str) -> Person:
        row = Person(telegram_id=700 + number, name=name, language="id", created_at=NOW)
        self.session.add(row)
        self.session.flush()
        return row

    @property
    def entry(self) -> Entry:
        return self.session.get_one(Entry, self.entry_id, populate_existing=True)

    @initialize()
    def registers(self) -> None:
        owner = self.people[0]
        actor = Actor(owner.id, owner.name, frozenset())
        self.entry_id = registration.submit(
            self.session, actor, answers(nib="9120000000001"), now=NOW, zone=ZONE
        ).id
        self.session.add(
            StaffGroup(chat_id=GROUP, title="Petugas", bound_by=self.people[1].id, bound_at=NOW)
        )
        self.session.flush()
        for admin in self.people[1:]:
            self.turn(admin, admin.telegram_id, Tap("cur", "open").encode())
        self.tick()

    @rule(who=st.sampled_from((1, 2)), which=st.integers(0, 200))
    def presses(self, who: int, which: int) -> None:
        """A button that was ever shown in the group or in the person's own chat."""
        person = self.people[who]
        mine = [one for one in self.seen if one[0] in {GROUP, person.telegram_id}]
        chat_id, data = mine[-1 - which % len(mine)]
        note(f"{person.name} in {chat_id}: {data}")
        self.turn(person, chat_id, data)

    @rule(seconds=st.sampled_from((5, 40, 61, 1_900)))
    def passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.tick()

    @rule(word=st.sampled_from(("Kopi Deleng", "Kopi Sinabung", "Kopi Sibayak")))
    def owner_edits(self, word: str) -> None:
        entry = self.entry
        if entry.state == EntryState.WITHDRAWN:
            return
        new = {**(entry.pending or entry.answers), "business_name": word}
        turn = self.of_owner()
        if entries.change(
            self.session, turn.actor, entry.id, new, seen=entry.revision, now=self.now
        ):
            HOUSE.changed(turn, self.entry)
        self.send()

    @rule()
    def owner_appeals(self) -> None:
        if entries.may_appeal(self.entry, self.now):
            turn = self.of_owner()
            words = {"words": "Kami membuat kursi jadi."}
            entries.appeal(self.session, turn.actor, self.entry_id, words, now=self.now)
            HOUSE.changed(turn, self.entry)
            self.send()

    def of_owner(self) -> Turn:
        return self.make(self.people[0], self.people[0].telegram_id, "1:home:open:0:0", ())

    def turn(self, person: Person, chat_id: int, data: str) -> None:
        turn = self.make(person, chat_id, data, (Role.ADMIN,))
        body = route_of(turn.update)
        body(turn)
        self.send()

    def make(self, person: Person, chat_id: int, data: str, roles: tuple[Role, ...]) -> Turn:
        self.updates += 1
        user = {"id": person.telegram_id, "is_bot": False, "first_name": person.name}
        kind = "private" if chat_id > 0 else "supergroup"
        chat = {"id": chat_id, "type": kind, "first_name": "x", "title": "Petugas"}
        message = {"message_id": 1, "date": 0, "chat": chat, "text": "…"}
        query = {"id": str(self.updates), "from": user, "chat_instance": "1", "data": data}
        raw = {"update_id": self.updates, "callback_query": query | {"message": message}}
        update = Update.de_json(raw, None)
        sender = Sender(person.id, person.telegram_id, person.name, "id", frozenset(roles))
        talk = Conversation(chat_id, person.id)
        return Turn(self.session, update, sender, talk, self.now, HOUSE)

    def tick(self) -> None:
        clock.run(self.session, self.now, by_clock.of_curation(HOUSE))
        self.send()

    def send(self) -> None:
        """What the sender does, but for the network: the newest content of each slot is shown."""
        for row in outbox.write_out(self.session):
            if row.slot is not None:
                self.screens[row.chat_id, row.slot] = row.payload
                if self.session.get(Slot, (row.chat_id, row.slot)) is None:
                    self.session.add(
                        Slot(
                            chat_id=row.chat_id,
                            name=row.slot,
                            message_id=1,
                            kind="text",
                            has_buttons=True,
                        )
                    )
                    self.session.flush()
            elif row.chat_id == self.people[0].telegram_id:
                self.told.append(row.payload["text"])
            for data in buttons(row.payload):
                if (row.chat_id, data) not in self.seen and data.startswith("1:cur:"):
                    self.seen.append((row.chat_id, data))

    @invariant()
    def one_decision_a_revision(self) -> None:
        if not self.seen:
            return
        decisions = self.session.scalars(select(Decision).order_by(Decision.id)).all()
        revisions = [one.entry_revision for one in decisions]
        assert len(revisions) == len(set(revisions))
        standing = [one for one in decisions if one.undone_at is None]
        assert all(one.settled_at is not None for one in standing[:-1])
        assert not any(one.settled_at and one.undone_at for one in decisions)

    @invariant()
    def owner_hears_what_stands(self) -> None:
        """One message for each settled decision; none that was taken back."""
        settled = self.session.scalar(
            select(func.count()).select_from(Decision).where(Decision.settled_at.is_not(None))
        )
        assert len(self.told) == settled

    @invariant()
    def trail_is_complete(self) -> None:
        """Every decision, and every taking back, is in the audit trail."""
        waiting = [row["action"] for rows in gathered(self.session) for row in rows]
        written = list(self.session.scalars(select(AuditEntry.action)))
        acts = [action.partition(".")[2] for action in (*written, *waiting)]
        decisions = self.session.scalars(select(Decision)).all()
        made = sum(acts.count(verdict) for verdict in ("approved", "returned", "rejected"))
        assert made == len(decisions)
        undone = sum(one.undone_at is not None for one in decisions)
        assert acts.count("undone") + acts.count("overtaken") == undone

    @invariant()
    def screens_are_true(self) -> None:
        """Each card is as it would be drawn now, or the holder is marking on it."""
        if not self.seen:
            return
        moment = Moment(self.session, self.now, HOUSE)
        for (chat_id, slot), payload in self.screens.items():
            if slot not in {DESK, f"card:{self.entry_id}"}:
                continue
            taps = [tap for data in buttons(payload) if (tap := decode(data)) is not None]
            if not any(tap.subject == self.entry_id for tap in taps if tap.verb != "undo"):
                continue
            on_it = [tap for tap in taps if tap.flow == "cur" and tap.verb in MARKING]
            if on_it:
                assert all(tap.revision == self.entry.revision for tap in on_it)
                continue
            owner = next((p.id for p in self.people if p.telegram_id == chat_id), None)
            drawn = card.screen(moment, self.entry, Viewer("id", owner)).payload()
            assert payload["text"].endswith(drawn["text"]), (chat_id, slot)
            assert buttons(payload) == buttons(drawn)


def buttons(payload: dict[str, Any]) -> list[str]:
    """What the buttons of a message carry."""
    rows = payload.get("markup", {}).get("inline_keyboard", [])
    return [b["callback_data"] for row in rows for b in row if "callback_data" in b]


def gathered(session: Any) -> Iterator[list[dict[str, Any]]]:
    """Rows of the audit trail that are written before the commit."""
    for model, rows in session.info.get("gathered", {}).items():
        if model is AuditEntry:
            yield rows


def route_of(update: Update) -> Body:
    """The body of the route that takes a tap."""
    for route in ROUTES:
        if route.handler.check_update(update):
            coroutine = route.handler.callback(update, None)
            try:
                coroutine.send(None)
            except StopIteration as done:
                body: Body = done.value
                return body
    raise AssertionError("no route takes the tap")


TestTogether = Together.TestCase
TestTogether.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
