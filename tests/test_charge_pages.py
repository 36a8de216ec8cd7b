"""Pages of a mentor's lists: none is passed over, however the list changes between two taps."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.callback_data import Tap, decode
from bot.texts import texts
from handlers.mentor.pages import Page
from models.business import Business
from models.database import Database
from models.mentoring import Mentoring
from models.person import Role
from models.services import entries, mentoring
from models.services.actor import Actor
from models.services.mentoring import Spot
from tests.mentored import Mentored, approve, begin, hired, mentored
from tests.services import NOW, opened, person
from tests.talk import Clinic, Talker

PAGE = 3
Read = Callable[[Session, Actor, Spot | None], list[Mentoring]]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from opened(database_url)


def mine(session: Session, actor: Actor, at: Spot | None) -> list[Mentoring]:
    found, _count = mentoring.charges(session, actor, at=at, limit=PAGE)
    return [one.mentoring for one in found]


def nobodys(session: Session, actor: Actor, at: Spot | None) -> list[Mentoring]:
    found = mentoring.unassigned(session, actor, at=at, limit=PAGE)
    return [row for row, _business in found]


def several(session: Session) -> Actor:
    """Eight businesses of a mentor and eight of nobody, some silent since the same moment."""
    mentor = hired(session, "Dewi")
    owner = person(session, "Rehulina")
    for number in range(16):
        business, _product = approve(session, owner)
        row = mentoring.get(session, business.id)
        row.mentor_id = mentor.person_id if number % 2 else None
        row.owner_acted_at = NOW - timedelta(days=(number * 5 % 16) // 6, microseconds=1)
    session.flush()
    return mentor


@pytest.mark.parametrize("read", [mine, nobodys])
def test_pages_there_and_back_hold_each_business_once(database: Database, read: Read) -> None:
    with database.write() as session:
        mentor = several(session)
        there: list[Mentoring] = []
        while page := read(session, mentor, spot(there[-1]) if there else None):
            there += page
        assert len(there) == len({row.business_id for row in there}) == 8
        assert there == sorted(there, key=lambda row: (row.owner_acted_at, row.business_id))
        back = there[-1:]
        while page := read(session, mentor, spot(back[0], is_end=True)):
            back = [*page, *back]
        assert back == there


def spot(row: Mentoring, *, is_end: bool = False) -> Spot:
    return Spot(row.owner_acted_at, row.business_id, is_end=is_end)


def test_what_is_withdrawn_is_offered_to_no_mentor(database: Database) -> None:
    with database.write() as session:
        case = mentored(session, by=None)
        mentor = hired(session, "Dewi")
        assert len(nobodys(session, mentor, None)) == mentoring.count_unmentored(session) == 1
        for entry in (case.product, case.business):
            assert entries.withdraw(session, case.owner, entry.id, seen=entry.revision, now=NOW)
        assert mentoring.get(session, case.business.id).ended_at == NOW
        assert not nobodys(session, mentor, None)
        assert mentoring.count_unmentored(session) == 0


@pytest.mark.parametrize(
    "data",
    [
        "1:charge:open:5:0",
        "1:charge:open:5:0:3",
        "1:charge:open:5:0:n0",
        "1:charge:open:5:0:x1",
        "1:charge:open:5:1y2p0ij32e8e7:n6",
    ],
)
def test_an_older_or_forged_button_leads_to_the_first_page(data: str) -> None:
    tap = decode(data)
    assert tap is not None
    assert Page.read(tap) == Page.read(None) == Page()


def test_a_button_leads_where_it_says(database: Database) -> None:
    with database.write() as session:
        mentor = several(session)
        rows = mine(session, mentor, None)
    (row,) = Page().turning(texts("id"), Tap("charge", "open"), rows, 6)
    (button,) = row
    assert button.tap is not None
    tap = decode(button.tap.encode())
    assert Page.read(tap) == Page(4, spot(rows[-1]))


async def seven(clinic: Clinic, mentor: Talker) -> list[Mentored]:
    found = []
    for number in range(7):
        owner = clinic.person(f"Pemilik {number}")
        await owner.starts()
        found.append(begin(clinic, owner, mentor))
    with clinic.database.write() as session:
        for number, one in enumerate(found, start=1):
            session.get_one(Business, one.business.id).name = f"Usaha {number}"
            row = session.get_one(Mentoring, one.business.id)
            row.owner_acted_at = clinic.world.now() - timedelta(days=20 - number)
    return found


@pytest.mark.no_transcript
async def test_nobody_is_passed_over_when_one_leaves_the_page_before(clinic: Clinic) -> None:
    mentor = await clinic.staff("Ibu Dewi", Role.MENTOR)
    found = await seven(clinic, mentor)
    await mentor.sends("/binaan")
    mentor.sees("5. Usaha 5")
    with clinic.database.write() as session:
        mentoring.owner_acted(session, found[1].business.id, now=clinic.world.now())
    await mentor.taps("Berikutnya")
    mentor.sees("6. Usaha 6", "7. Usaha 7", "8. Usaha 2")
    await mentor.taps("Sebelumnya")  # four are left before them: the list from its beginning
    mentor.sees("1. Usaha 1", "2. Usaha 3", "5. Usaha 6")


@pytest.mark.no_transcript
async def test_a_page_nobody_is_on_any_more_is_the_first(clinic: Clinic) -> None:
    mentor = await clinic.staff("Ibu Dewi", Role.MENTOR)
    found = await seven(clinic, mentor)
    await mentor.sends("/binaan")
    with clinic.database.write() as session:
        for one in found[5:]:
            session.get_one(Mentoring, one.business.id).mentor_id = None
    await mentor.taps("Berikutnya")
    mentor.sees("Binaan Anda: 5", "1. Usaha 1", "5. Usaha 5", "Belum ada pendamping: 2 usaha.")
