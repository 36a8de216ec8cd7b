"""Finding entries by name, number, telephone or NIB, however many there are.

The words of names stand in an index of their own, so that the beginning of a word is a range of
it. A search walks the range of its rarest word and looks at no more than _LOOKED_AT rows a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models import gathering
from models.entry import Entry
from models.search import SearchWord
from models.services import audit
from models.services.actor import Actor
from models.services.entry_form import business_id_of
from models.services.queue import CURATORS
from models.services.search_query import Query, read, words

PAGE = 8

#: Rows of the index looked at for one page; what lies behind is a matter of the next page.
_LOOKED_AT = 250
_LOOKED_AT_ALONE = 4 * PAGE  #: for a single word, which nearly every row of its range has

#: The columns without the kind: where it is asked for, SQLite may walk its index over all entries.
_ROWS = Entry.__table__.c

_ADD = insert(SearchWord)

#: Behind every word that begins so, byte by byte.
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Place:
    """Where the next page begins: behind an entry, in the range of one word of the search."""

    entry_id: int
    walked: int = 0  #: which word of the search it is, in the order of the query
    nth: int = 0  #: which of the entry's words in the range, should it have several


@dataclass(frozen=True)
class Hit:
    """An entry that was found."""

    entry: Entry
    phone: str | None  #: of its business


@dataclass(frozen=True)
class Found:
    """One page of a search."""

    hits: Sequence[Hit]
    after: Place | None = None  #: where the next page begins; none = this is the last one


def index_new(session: Session, entry: Entry) -> None:
    """Note the words by which an entry is found that was not there before."""
    for row in _rows_of(entry.id, _words_of(entry)):
        gathering.add(session, SearchWord, row)


def index(session: Session, entry: Entry) -> None:
    """Note the words by which an entry is found, as its name is now."""
    gathering.write_out(session)
    new = _words_of(entry)
    old = set(session.scalars(select(SearchWord.word).where(SearchWord.entry_id == entry.id)))
    if old - new:
        session.execute(
            delete(SearchWord)
            .where(SearchWord.entry_id == entry.id, SearchWord.word.in_(old - new))
            .execution_options(synchronize_session=False)
        )
    _add(session, entry.id, new - old)


def find(
    session: Session, actor: Actor, text: str, *, now: datetime, after: Place | None = None
) -> Found:
    """A page of the entries that *text* may mean.

    Noted in the audit trail without its words, which may be private.

    Raises:
        NotAllowedError: the actor is no curator.
    """
    actor.must_be(*CURATORS)
    gathering.write_out(session)
    query = read(text, now=now)
    found = Found(())
    if after is None and query.names_one:
        found = Found(_hits(session, _named(session, query)))
    if not found.hits and query.words:
        found = _by_words(session, query.words, after)
    if after is None:
        counted = {"count": len(found.hits)}
        subject = ("person", actor.person_id)
        audit.record(session, actor.person_id, "search", subject, now=now, after=counted)
    return found


def numbered(session: Session, actor: Actor, text: str, *, now: datetime) -> Sequence[Entry]:
    """The entries that *text* may be the number of, of the newest year first.

    Raises:
        NotAllowedError: the actor is no curator.
    """
    actor.must_be(*CURATORS)
    numbers = read(text, now=now).numbers
    if not numbers:
        return ()
    return session.scalars(
        select(Entry).where(Entry.number.in_(numbers)).order_by(Entry.number.desc())
    ).all()


def _words_of(entry: Entry) -> frozenset[str]:
    return words(f"{entry.name} {getattr(entry, 'owner_name', None) or ''}")


def _add(session: Session, entry_id: int, added: frozenset[str]) -> None:
    if added:
        session.connection().execute(_ADD, _rows_of(entry_id, added))


def _rows_of(entry_id: int, added: frozenset[str]) -> list[dict[str, Any]]:
    return [{"word": word, "entry_id": entry_id} for word in sorted(added)]


def _named(session: Session, query: Query) -> Sequence[Entry]:
    """What has this number, telephone or NIB, newest first; each is looked up by its index."""
    ways: list[Select[int]] = []
    if query.numbers:
        ways.append(select(Entry.id).where(Entry.number.in_(query.numbers)))
    if query.phone:
        ways.append(select(_ROWS.id).where(_ROWS.phone == query.phone))
    if query.nib:
        ways.append(select(_ROWS.id).where(_ROWS.nib == query.nib))
    ids = union_all(*ways).subquery()
    return session.scalars(
        select(Entry).where(Entry.id.in_(select(ids))).order_by(Entry.id.desc()).limit(PAGE)
    ).all()


def _by_words(session: Session, beginnings: Sequence[str], after: Place | None) -> Found:
    if after is None:
        walked = _rarest(session, beginnings)
        behind = (beginnings[walked], 0)
    else:
        walked = after.walked % len(beginnings)
        behind = _position(session, beginnings[walked], after)
    others = [*beginnings[:walked], *beginnings[walked + 1 :]]
    most = _LOOKED_AT if others else _LOOKED_AT_ALONE
    rows = session.execute(_walk(beginnings[walked], behind, others, most)).all()
    fitting = [row for row in rows if row.fits and not row.nth]
    last = None
    if len(fitting) > PAGE:
        last = fitting[PAGE - 1]
    elif len(rows) == most:
        last = rows[-1]
    found = _entries(session, [row.entry_id for row in fitting[:PAGE]])
    place = None if last is None else Place(last.entry_id, walked, last.nth)
    return Found(_hits(session, found), place)


def _walk(
    beginning: str, behind: tuple[str, int], others: Sequence[str], most: int
) -> Select[int, int, bool]:
    """Entries of the range of *beginning*: which of their words in it, have they the others."""
    row, earlier = SearchWord, aliased(SearchWord)
    nth = (
        select(func.count())
        .where(
            earlier.entry_id == row.entry_id,
            earlier.word >= beginning,
            earlier.word < row.word,
        )
        .scalar_subquery()
    )
    fits = [_has(row.entry_id, other) for other in others]
    position = tuple_(literal(behind[0]), literal(behind[1]))
    return (
        select(row.entry_id, nth.label("nth"), and_(true(), *fits).label("fits"))
        .where(tuple_(row.word, row.entry_id) > position, row.word < beginning + _LAST)
        .order_by(row.word, row.entry_id)
        .limit(most)
    )


def _has(entry_id: Any, beginning: str) -> ColumnElement[bool]:
    other = aliased(SearchWord)
    return (
        select(other.word)
        .where(other.entry_id == entry_id, _in_range(other.word, beginning))
        .exists()
    )


def _rarest(session: Session, beginnings: Sequence[str]) -> int:
    """Which of the beginnings the fewest rows have; counting stops where it is enough."""
    if len(beginnings) == 1:
        return 0
    counts = [_count(beginning) for beginning in beginnings]
    row = session.execute(select(*counts)).one()
    return min(range(len(beginnings)), key=lambda place: row[place])


def _count(beginning: str) -> ScalarSelect[int]:
    some = select(SearchWord.word).where(_in_range(SearchWord.word, beginning))
    return select(func.count()).select_from(some.limit(_LOOKED_AT).subquery()).scalar_subquery()


def _position(session: Session, beginning: str, after: Place) -> tuple[str, int]:
    """Where an entry stands in the range; its beginning, if it was renamed meanwhile."""
    word = session.scalar(
        select(SearchWord.word)
        .where(SearchWord.entry_id == after.entry_id, _in_range(SearchWord.word, beginning))
        .order_by(SearchWord.word)
        .offset(after.nth)
        .limit(1)
    )
    return (beginning, 0) if word is None else (word, after.entry_id)


def _in_range(word: Any, beginning: str) -> ColumnElement[bool]:
    return and_(word >= beginning, word < beginning + _LAST)


def _entries(session: Session, ids: Sequence[int]) -> Sequence[Entry]:
    if not ids:
        return ()
    found = {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(ids)))}
    return [found[entry_id] for entry_id in ids]


def _hits(session: Session, found: Sequence[Entry]) -> Sequence[Hit]:
    """The entries with the telephones of their businesses."""
    if not found:
        return ()
    wanted = {business_id_of(entry) for entry in found}
    rows = session.execute(select(_ROWS.id, _ROWS.phone).where(_ROWS.id.in_(wanted)))
    phones = {row.id: row.phone for row in rows}
    return [Hit(entry, phones.get(business_id_of(entry))) for entry in found]
