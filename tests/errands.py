"""Ways that many conversations begin with, told in one line of the transcript."""

from typing import Any

from sqlalchemy import select

from models.business import Business
from models.forms.core import leading
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.person import Person, Role
from models.services import nominations, roles
from tests.talk import Clinic, Talker

KOPI = "Kopi Deleng"
#: Questions of a form; no talk says how many there are, or one more would concern them all.
TOTAL = len(leading(Registration, {}))
TOTAL_OF_PRODUCT = len(leading(ProductForm, {}))
LATER = ("Lengkapi nanti", "Later")


def asks(number: int, label: str = "", joined: str = "dari", *, total: int = TOTAL) -> str:
    """The heading of a question of the registration, as people see it."""
    return f"{number} {joined} {total}" + (f": {label}" if label else "")


def asks_of_product(number: int, label: str = "", joined: str = "dari") -> str:
    """The heading of a question about a product that may spoil."""
    return asks(number, label, joined, total=TOTAL_OF_PRODUCT)


async def agrees(owner: Talker) -> None:
    """Come in, open the registration and agree to the notice, if that was not done before."""
    with owner.clinic.in_short(f"{owner.name} has agreed and is asked the first question."):
        await owner.starts()
        await owner.sends("/daftar")
        if "Setuju" in owner.buttons:
            await owner.taps("Setuju")


async def answers(owner: Talker, *texts: str) -> None:
    """Agree and answer the first questions."""
    with owner.clinic.in_short(f"{owner.name} has agreed and answered: {', '.join(texts)}."):
        await agrees(owner)
        for text in texts:
            await owner.sends(text)


async def fills_all(
    owner: Talker, business: str = KOPI, *, phone: str = "0812-6000-0001", regency: str = "karo"
) -> None:
    """Answer the compulsory questions, leave the others: the review page is open."""
    await answers(owner, business, "Rehulina Br. Ginting", phone, regency)
    await leaves_the_rest(owner)


async def leaves_the_rest(owner: Talker) -> None:
    """Leave the voluntary questions that are still to come for later."""
    with owner.clinic.in_short(f"{owner.name} leaves the voluntary questions for later."):
        await puts_off(owner)


async def answers_last(owner: Talker, *texts: str) -> None:
    """Give the last answers, and leave what is asked after them: the review page is open.

    Whoever answers the last question of a form does it so: what is asked next may be one more.
    """
    what = f"{owner.name} answers: {', '.join(texts)}. The review page is open."
    with owner.clinic.in_short(what):
        for text in texts:
            await owner.sends(text)
        await puts_off(owner)


async def puts_off(owner: Talker) -> None:
    """Leave the questions that are still to come for later, each told in the transcript."""
    while later := [caption for caption in LATER if caption in owner.buttons]:
        await owner.taps(later[0])


async def registers(
    owner: Talker, business: str = KOPI, *, phone: str = "0812-6000-0001", regency: str = "karo"
) -> None:
    """Register a business."""
    with owner.clinic.in_short(f"{owner.name} has registered {business}."):
        await fills_all(owner, business, phone=phone, regency=regency)
        await owner.taps("Kirim pendaftaran")


async def begins_product(owner: Talker, *texts: str) -> None:
    """Open the form of a product and answer the first questions; a button's words do too."""
    with owner.clinic.in_short(f"{owner.name} describes a product: {', '.join(texts)}."):
        await owner.sends("/produk")
        await owner.taps("Tambah produk")
        for text in texts:
            await owner.sends(text)


async def sends_product(owner: Talker, name: str = "Teri asin", *, photos: int = 1) -> None:
    """Send a product with the compulsory answers only."""
    with owner.clinic.in_short(f"{owner.name} has sent a product: {name}."):
        await begins_product(owner, name, "Ikan", "nanti")
        await owner.sends_photos(photos)
        await owner.taps("Selesai")
        while "Periksa produk Anda" not in owner.last:
            await owner.sends("nanti")
        await owner.taps("Kirim produk")


def nominated(clinic: Clinic, name: str = 'Kopi "Deleng"', **details: str | None) -> str:
    """The payload of the invitation of a business that Karo nominated."""
    known: dict[str, Any] = {"owner_name": "REHULINA GINTING", "phone": "+6281260000001"}
    row = nominations.Row(regency="12.06", business_name=name, **(known | details))
    clinic.script.append(f"\n*Karo has nominated {name}.*\n")
    with clinic.database.write() as session:
        now = clinic.world.now()
        return nominations.take_in(session, [row], now=now, by=None)[0].payload


async def opens_queue(admin: Talker) -> None:
    """Look at the first card."""
    with admin.clinic.in_short(f"{admin.name} has the first card before them."):
        await admin.sends("/kurasi")


async def joins(clinic: Clinic, name: str, role: Role) -> Talker:
    """Somebody comes in by an invitation to a role."""
    with clinic.in_short(f"{name} has joined as {role}."):
        return await clinic.staff(name, role)


def roles_of(talker: Talker) -> frozenset[Role]:
    """The roles somebody holds now."""
    person_id = row_of(talker).id
    with talker.clinic.database.read() as session:
        return roles.active(session, [person_id]).get(person_id, frozenset())


def businesses(clinic: Clinic) -> list[Business]:
    """All businesses, in the order of their sending."""
    with clinic.database.read() as session:
        return list(session.scalars(select(Business).order_by(Business.id)))


def row_of(talker: Talker) -> Person:
    """What the clinic knows of a person."""
    with talker.clinic.database.read() as session:
        return session.scalars(select(Person).where(Person.telegram_id == talker.id)).one()


async def takes_card(admin: Talker) -> None:
    """Take the entry that waits longest."""
    with admin.clinic.in_short(f"{admin.name} has taken the first card."):
        await admin.sends("/kurasi")
        if "Ambil" in admin.buttons:  # else it is theirs already
            await admin.taps("Ambil")


async def approves(admin: Talker) -> None:
    """Approve the entry that waits longest; its owner is told a minute later."""
    with admin.clinic.in_short(f"{admin.name} has approved, and the minute is over."):
        await takes_card(admin)
        await admin.taps("Setujui")
        await admin.clinic.waits(seconds=61)


async def rejects(admin: Talker, reason: str = "Data belum pasti") -> None:
    """Reject the entry that waits longest for a ready reason; the owner is told."""
    with admin.clinic.in_short(f"{admin.name} has rejected ({reason}), the minute is over."):
        await takes_card(admin)
        await admin.taps("Tolak")
        await admin.taps(reason)
        await admin.taps("Kirim ke pemilik")
        await admin.clinic.waits(seconds=61)


async def returns(admin: Talker, answer: str, reason: str) -> None:
    """Ask for the repair of one answer; the owner is told."""
    with admin.clinic.in_short(f"{admin.name} has asked to repair: {answer} ({reason})."):
        await takes_card(admin)
        await admin.taps("Minta perbaikan")
        await admin.taps(answer)
        await admin.taps(reason)
        await admin.taps("Kirim ke pemilik")
        await admin.clinic.waits(seconds=61)


def photo_of(talker: Talker) -> str | None:
    """The photo of somebody's newest message (its file id); none if it has none."""
    sizes = talker.phone.received()[-1].get("photo")
    return sizes[-1]["file_id"] if sizes else None
