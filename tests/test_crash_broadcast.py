"""`klinik run` killed again and again in the middle of a broadcast; the ledger is the judge."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from models.broadcast import Broadcast
from models.services import broadcasts
from models.services.actor import Actor
from models.services.broadcasts import ChangedError, Content
from tests.casting import admin, owners, phones
from tests.clocks import real_now
from tests.offices import Office, opened
from tests.processes import until

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_CRASH_BROADCAST_ROUNDS", "10"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
#: So many messages go out in a life, at most; who is left receives it after the last kill.
_A_LIFE = 25
#: What may be claimed and not settled when the process dies, at 30 a second.
MOST_UNKNOWN = 10
_STATES = "SELECT p.telegram_id, d.state FROM delivery d JOIN person p ON p.id = d.person_id"
_SENDING = "SELECT count(*) FROM delivery WHERE state = 'sending'"

#: The pace of Telegram, and no quiet hours: these tests run at any time of the day.
SETTINGS = {
    "KLINIK_LIMITS__OVERALL_PER_SECOND": "30",
    "KLINIK_QUIET__NIGHT_FROM": "00.00",
    "KLINIK_QUIET__NIGHT_UNTIL": "00.00",
    "KLINIK_QUIET__SUNDAY_UNTIL": "00.00",
    "KLINIK_QUIET__FRIDAY_FROM": "00.00",
    "KLINIK_QUIET__FRIDAY_UNTIL": "00.00",
}


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[Office]:
    async with opened(tmp_path, SEED, url=database_url, settings=SETTINGS) as office:
        yield office


class Cast:
    """A broadcast to as many as ROUNDS lives can reach, and what befalls it."""

    def __init__(self, office: Office, count: int) -> None:
        self.office = office
        self.count = count
        self.chats = {phone.person.id for phone in phones(office.world, count)}
        self.chance = office.chance("broadcast")
        self.hits = 0  #: kills while something was under way
        self.in_doubt = 0  #: what was under way at the kills, and answers that were lost
        self.actor: Actor
        self.number = 0

    async def begins(self) -> None:
        """Write it and send it off."""

        def work(session: Session) -> None:
            owners(session, self.count)
            self.actor = admin(session)
            now = real_now()
            row = broadcasts.create(session, self.actor, Content("Halo {nama}"), now=now)
            broadcasts.ask(session, self.actor, row.id, seen=row.revision, now=now)
            self.number = row.id

        await self.office.writes(work)
        self.office.world.add_person("Rizal", user_id=514_005, started=True)

    async def is_under_way(self) -> None:
        """Kill the bot while it fills the broadcast, then let it go on until it runs."""
        await self.office.bot.start()
        await until(lambda: self.state() != "scheduled")
        await self.office.bot.kill()
        await self.office.bot.start()
        await until(lambda: self.state() == "running")
        await self.office.bot.kill()
        self.in_doubt += self.office.rows(_SENDING)[0][0]

    async def lives_and_dies(self) -> None:
        """One life of the bot, with something wrong on the line."""
        office, chance = self.office, self.chance
        await office.bot.start()
        await office.is_up()
        self._mischief()
        came = sum(self.received().values())
        await until(lambda: sum(self.received().values()) > came or self.state() == "done")
        await asyncio.sleep(chance.uniform(0, 0.5))
        paused = chance.random() < 0.2 and await self._moves(broadcasts.pause)
        before = sum(self.received().values())
        await office.bot.kill()
        sending = office.rows(_SENDING)[0][0]
        assert sending <= MOST_UNKNOWN, self.story()
        self.in_doubt += sending
        self.hits += bool(sending)
        if paused:
            await self._stays_paused(before)

    async def ends(self) -> None:
        """The last life: nothing goes wrong, and all of it goes out."""
        self.office.world.faults.clear()
        await self.office.bot.start()
        await self.office.is_up()
        await self.office.is_up()  # it polls, so it can be told to stop
        await until(lambda: self.state() == "done", patience=90 + self.count / 20)
        await self.office.bot.stop()

    def received(self) -> Counter[int]:
        """Chat → how many messages came."""
        calls = self.office.world.ledger.of("sendMessage")
        return Counter(c.chat_id for c in calls if c.chat_id in self.chats)

    def state(self) -> str:
        """Of the broadcast."""
        found = self.office.rows("SELECT state FROM broadcast WHERE id = :id", id=self.number)
        return str(found[0][0])

    def story(self) -> str:
        """For whoever wants to see it again."""
        return f"seed {SEED}, {self.count} recipients\n{self.office.log()[-2_000:]}"

    def judge(self) -> None:
        """Nobody twice; nobody missed who is not named; no more unknown than was in doubt."""
        received, states = self.received(), dict(map(tuple, self.office.rows(_STATES)))
        assert set(states) == self.chats, self.story()
        twice = {chat for chat, times in received.items() if times > 1}
        assert not twice, self.story()
        silent = {chat for chat, state in states.items() if state == "sent" and not received[chat]}
        assert not silent, self.story()
        unnamed = {chat for chat in states if states[chat] not in {"sent", "unknown"}}
        assert not unnamed, self.story()
        unknown = sum(state == "unknown" for state in states.values())
        assert unknown <= self.in_doubt, self.story()

    async def _moves(self, act: object) -> bool:
        """Do something to it as the admin does; False = it was not in that state."""
        done = False

        def work(session: Session) -> None:
            nonlocal done
            try:
                act(session, self.actor, self.number, now=real_now())  # type: ignore[operator]
                done = True
            except ChangedError:
                done = False

        await self.office.writes(work)
        return done

    async def _stays_paused(self, before: int) -> None:
        """A paused one stays so over a start; at most what was under way comes."""
        await self.office.bot.start()
        await self.office.is_up()
        await asyncio.sleep(0.5)
        now = sum(self.received().values())
        assert now <= before + MOST_UNKNOWN, self.story()
        await asyncio.sleep(0.3)
        assert sum(self.received().values()) == now, self.story()
        await self.office.bot.kill()
        await self._moves(broadcasts.resume)

    def _mischief(self) -> None:
        faults = self.office.world.faults
        match self.chance.randrange(8):
            case 0:
                faults.drop_before("sendMessage", times=2)
                self.in_doubt += 2
            case 1 | 2:
                faults.drop_after("sendMessage", line="timeout", times=2)
                self.in_doubt += 2
            case 3:
                faults.fail("sendMessage", status=502, description="Bad Gateway")
                self.in_doubt += 1
            case 4:
                faults.too_many("sendMessage", retry_after=1)
            case 5:
                faults.drop_before("sendMessage", line="refused", times=2)
                self.in_doubt += 2
            case 6:
                faults.delay("sendMessage", seconds=self.chance.uniform(0, 0.3))
            case _:
                faults.clear()


async def test_kills_send_nothing_twice_and_lose_nobody(office: Office) -> None:
    cast = Cast(office, _A_LIFE * ROUNDS)
    await cast.begins()
    await cast.is_under_way()
    for _ in range(ROUNDS):
        await cast.lives_and_dies()
    await cast.ends()
    cast.judge()
    assert cast.hits >= ROUNDS / 2, "most kills came while something was under way"
    assert office.bot.exit == 0
    assert office.rows("SELECT * FROM quarantine") == []
    assert max(_in_a_second(office), default=0) <= 31


async def test_cancelled_between_two_lives(office: Office) -> None:
    cast = Cast(office, 60)
    await cast.begins()
    await office.bot.start()
    await until(lambda: sum(cast.received().values()) >= 5)
    await office.bot.kill()
    await cast._moves(broadcasts.cancel)  # noqa: SLF001  # this file's own
    came = sum(cast.received().values())
    await office.bot.start()
    await office.is_up()
    await asyncio.sleep(1.5)
    await office.bot.stop()
    assert sum(cast.received().values()) == came
    with office.reading() as session:
        assert session.get_one(Broadcast, cast.number).state == "cancelled"
    assert max(cast.received().values()) == 1


def _in_a_second(office: Office) -> list[int]:
    """How many came within the second before each."""
    times = [call.monotonic for call in office.world.ledger.of("sendMessage")]
    return [sum(1 for t in times if 0 <= at - t < 1) for at in times]
