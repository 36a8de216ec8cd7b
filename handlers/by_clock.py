"""What people see of what the clock did."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import late
from bot.clinic import Moment, Showing
from bot.late import Fate
from bot.turn import House
from handlers import verdict
from handlers.admin import news, showing
from handlers.mentor import broadcast_card, bundle
from handlers.owner import expiry, journey, unreadable
from models.broadcast import Broadcast
from models.entry import Entry
from models.services.decisions import Decided
from models.services.sittings import Closed
from models.services.stages import Moved
from models.services.wallet import EndedOf


def of_archive(house: House) -> Callable[[Session, datetime, int], None]:
    """How a file that could not be opened is told."""

    def told(session: Session, now: datetime, file_id: int) -> None:
        unreadable.tell(Moment(session, now, house), file_id)

    return told


def of_curation(house: House) -> Showing:
    """How decisions, freed entries and new ones are shown, verdicts on evidence, and stages."""

    def told(session: Session, now: datetime, entry: Entry, decided: Decided) -> None:
        moment = Moment(session, now, house)
        verdict.tell(moment, entry, decided)
        showing.everywhere(moment, entry)

    def freed(session: Session, now: datetime, entry: Entry) -> None:
        showing.everywhere(Moment(session, now, house), entry)

    def announce(session: Session, now: datetime) -> None:
        news.announce(Moment(session, now, house))

    def judged(session: Session, now: datetime, closed: Closed) -> None:
        bundle.tell(Moment(session, now, house), closed)
        if closed.moved is not None:
            moved(session, now, closed.moved)

    def moved(session: Session, now: datetime, move: Moved) -> None:
        journey.tell(Moment(session, now, house), move)

    def ended(session: Session, now: datetime, documents: EndedOf) -> None:
        expiry.tell(Moment(session, now, house), documents)

    return Showing(told, freed, announce, judged, moved, ended, _fate(house), _cast(house))


def _fate(house: House) -> Callable[[datetime, datetime], Fate]:
    def fate(due_at: datetime, now: datetime) -> Fate:
        return late.fate(due_at, now, house.quiet, house.clinic.zone)

    return fate


def _cast(house: House) -> Callable[[Session, datetime, Broadcast], None]:
    def cast(session: Session, now: datetime, row: Broadcast) -> None:
        broadcast_card.tick(Moment(session, now, house), row)

    return cast
