"""An owner who sent a registration and waits for what the staff say."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.curation import Decision
from tests.people.visitor import Visitor, business_of, words

_TOLD = re.compile(r"^Pendaftaran .* (disetujui|hampir lengkap|tidak dapat kami terima)")


@dataclass
class Onlooker(Visitor):
    """Does nothing; is told what was decided, once it is settled."""

    def is_done(self) -> bool:
        """They want nothing."""
        return True

    def judge(self, session: Session, story: str) -> None:
        """As many decisions were told as were settled."""
        business = business_of(session, self)
        settled = select(Decision).where(
            Decision.entry_id == business.id, Decision.settled_at.is_not(None)
        )
        told = [one for one in self.phone.received() if _TOLD.match(words(one))]
        decided = len(session.scalars(settled).all())
        assert min(decided, 1) <= len(told), story
        assert len(told) >= decided, story
