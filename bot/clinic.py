"""What a screen needs to know, whether a turn shows it or the clock does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot.late import Fate
from bot.turn import House
from models.broadcast import Broadcast
from models.entry import Entry
from models.services.decisions import Decided
from models.services.sittings import Closed
from models.services.stages import Moved
from models.services.wallet import EndedOf


class Scene(Protocol):
    """The database, the moment and the house: a `Turn`, or a `Moment` of the clock."""

    @property
    def session(self) -> Session:
        """The transaction."""

    @property
    def now(self) -> datetime:
        """When this happens."""

    @property
    def house(self) -> House:
        """The office's settings."""


@dataclass(frozen=True)
class Moment:
    """Something the clock does, in one transaction."""

    session: Session
    now: datetime
    house: House


@dataclass(frozen=True)
class Showing:
    """How people see what the clock did; the handlers say it."""

    told: Callable[[Session, datetime, Entry, Decided], None]  #: the owner hears the decision
    freed: Callable[[Session, datetime, Entry], None]  #: the cards show that nobody holds it
    news: Callable[[Session, datetime], None]  #: the staff hear of new entries
    judged: Callable[[Session, datetime, Closed], None]  #: the owner hears a sitting's verdicts
    moved: Callable[[Session, datetime, Moved], None]  #: the owner hears of a new stage
    ended: Callable[[Session, datetime, EndedOf], None]  #: the owner hears of old documents
    fate: Callable[[datetime, datetime], Fate]  #: of what is due at a moment, now
    cast: Callable[[Session, datetime, Broadcast], None]  #: its card shows how far it is
