"""Who comes for what: one visit of each flow, and the staff it needs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from models.curation import Verdict
from models.person import Role
from tests.offices import Office
from tests.people import seeds
from tests.people.applicant import Applicant
from tests.people.askers import Asker, Linguist, Reader
from tests.people.maker import Maker
from tests.people.mentors import Mentor
from tests.people.onlooker import Onlooker
from tests.people.owners import Appellant, Changer, Helper, Inviter, Repairer, Withdrawer
from tests.people.prover import Prover
from tests.people.staff import Answerer, Clerk, Curator, Nominator
from tests.people.visitor import Visitor

VisitorT = TypeVar("VisitorT", bound=Visitor)
MIXED = "mixed"
#: Seconds after which a visitor does not wait for the staff any longer.
_CARD_SECONDS = 3.0


async def _registration(office: Office, number: int) -> None:
    chance = office.chance("applicant", number)
    phone = office.somebody()
    await _comes(office, Applicant(office.world, phone, chance, wanders=bool(number % 2)))


async def _product(office: Office, number: int) -> None:
    chance, phone = office.chance("maker", number), office.somebody(known=True)
    maker = Maker(office.world, phone, chance, album=chance.randint(1, 4))
    maker.replaces = chance.random() < 0.5
    await office.writes(seeds.owner(office.world, phone, number))
    await _comes(office, maker)


def _owner(kind: type[Visitor], verdict: Verdict | None = None) -> "Visit":
    async def visit(office: Office, number: int) -> None:
        phone = office.somebody(known=True)
        seed = (
            seeds.decided(office.world, phone, number, verdict)
            if verdict
            else seeds.owner(office.world, phone, number)
        )
        await office.writes(seed)
        await _comes(office, kind(office.world, phone, office.chance(kind.__name__, number)))

    return visit


def _newcomer(kind: type[Visitor]) -> "Visit":
    async def visit(office: Office, number: int) -> None:
        chance = office.chance(kind.__name__, number)
        await _comes(office, kind(office.world, office.somebody(), chance))

    return visit


async def _card(office: Office, number: int) -> None:
    """One more business in the queue; its owner waits a moment."""
    phone = office.somebody(known=True)
    await office.writes(seeds.owner(office.world, phone, number))
    office.people.append(Onlooker(office.world, phone, office.chance("onlooker", number)))
    await asyncio.sleep(_CARD_SECONDS)


async def _evidence(office: Office, number: int) -> None:
    """Nobody mentors the business, so that every mentor may judge what is sent."""
    phone, chance = office.somebody(known=True), office.chance("prover", number)
    await office.writes(seeds.mentored(office.world, phone, number))
    prover = Prover(office.world, phone, chance, says_yes=chance.random() < 0.5)
    prover.wanted = chance.randint(1, 4)
    await _comes(office, prover)


async def _members(office: Office, number: int) -> None:
    phone = office.somebody(known=True)
    await office.writes(seeds.owner(office.world, phone, number))
    chance = office.chance("inviter", number)
    inviter = await _comes(office, Inviter(office.world, phone, chance))
    chance = office.chance("helper", number)
    helper = Helper(office.world, office.somebody("Pembantu"), chance, link=inviter.link)
    await _comes(office, helper)


async def _nomination(office: Office, number: int) -> None:
    phone = office.somebody("Petugas", known=True)
    await office.writes(seeds.staff(office.world, phone, Role.ADMIN))
    chance = office.chance("nominator", number)
    nominator = await _comes(office, Nominator(office.world, phone, chance))
    chance = office.chance("nominee", number)
    owner = Applicant(office.world, office.somebody(), chance, invitation=nominator.link)
    await _comes(office, owner)


async def _comes(office: Office, visitor: VisitorT) -> VisitorT:
    office.people.append(visitor)
    await visitor.comes()
    return visitor


Visit = Callable[[Office, int], Awaitable[None]]


@dataclass(frozen=True)
class Flow:
    """What people come for, and which of the staff serve them."""

    visit: Visit
    staff: tuple[type[Clerk], ...] = ()
    minutes: int = 1  #: that pass after every ten rounds


FLOWS: dict[str, Flow] = {
    "registration": Flow(_registration),
    "product": Flow(_product),
    "changes": Flow(_owner(Changer)),
    "repair": Flow(_owner(Repairer, Verdict.RETURNED)),
    "curation": Flow(_card, (Curator, Curator)),
    "members": Flow(_members),
    "nominations": Flow(_nomination),
    "messages": Flow(_newcomer(Asker), (Answerer, Answerer)),
    "appeal": Flow(_owner(Appellant, Verdict.REJECTED)),
    "withdrawal": Flow(_owner(Withdrawer)),
    "language": Flow(_newcomer(Linguist)),
    "mydata": Flow(_owner(Reader)),
    # In eleven minutes sittings are over, and what somebody held is free again.
    "evidence": Flow(_evidence, (Mentor, Mentor), minutes=11),
}


async def _mixed(office: Office, number: int) -> None:
    name = office.chance("mixed", number).choice(list(FLOWS))
    await FLOWS[name].visit(office, number)


_STAFF = tuple(clerk for flow in FLOWS.values() for clerk in flow.staff)
FLOWS_AND_MIXED = FLOWS | {MIXED: Flow(_mixed, _STAFF)}
