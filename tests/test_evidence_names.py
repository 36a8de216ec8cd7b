"""Names of evidence files: readable, and safe on every computer."""

import re

from hypothesis import given
from hypothesis import strategies as st

from models.rules import documents, packaging
from models.services.evidence_files import slug, title_of

NAME = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*)?")


def test_every_item_has_a_readable_name() -> None:
    for code in (*packaging.by_id(), *documents.by_id()):
        name = slug(title_of(code))
        assert name, code
        assert NAME.fullmatch(name)
        assert len(name) <= 40


def test_an_item_nobody_knows_has_no_title() -> None:
    assert title_of("X99") == ""


@given(st.text(max_size=200))
def test_any_title_becomes_a_safe_name(title: str) -> None:
    assert NAME.fullmatch(slug(title))
