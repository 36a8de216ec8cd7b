"""Everything registered, in the fixed shape of `klinik export --json`."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business

_PIECE = 1_000


def businesses(session: Session) -> Iterator[dict[str, Any]]:
    """`{"number", "name", "regency", "state", "products": […]}` of each, in order of numbers."""
    rows = session.execute(
        select(Business.number, Business.name, Business.regency, Business.state)
        .order_by(Business.number)
        .execution_options(yield_per=_PIECE)
    )
    for number, name, regency, state in rows:
        yield {
            "number": number,
            "name": name,
            "regency": regency,
            "state": state,
            "products": [],
        }
