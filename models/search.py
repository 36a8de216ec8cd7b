"""The words by which the staff find an entry."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

#: Compared byte by byte on both databases, so that a prefix is a range of the index.
_WORD = String(40).with_variant(String(40, collation="C"), "postgresql")


class SearchWord(Base):
    """One word of an entry's name, or of its owner's."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, index=True)
