"""Whatever happens to a business: its stage is what its facts say, and its history is a chain."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models.database import Database, migrate
from models.entry import EntryState
from models.rules import stages as rules
from models.rules.stages import CODES, FIRST_RULED
from models.services import checklists, facts, mentoring, stages
from models.services.facts import Situation
from models.services.lines import Line
from models.task import TaskState
from tests import way
from tests.mentored import Mentored, mentored
from tests.services import NOW, answers

DATABASE: dict[str, Database] = {}
STATES = st.sampled_from([TaskState.ACCEPTED, TaskState.ACCEPTED, TaskState.REPAIR])
CONDITIONS = st.sampled_from(["home_made_food", "food_needs_bpom_permit", "sold_at_retail"])

ACTS = st.one_of(
    st.tuples(st.just("agree"), st.booleans()),
    st.tuples(st.just("fill"), st.booleans()),
    st.tuples(st.just("business"), st.sampled_from(["approved", "approved", "rejected"])),
    st.tuples(st.just("product"), st.sampled_from(["approved", "approved", "withdrawn"])),
    st.tuples(st.just("all"), STATES),
    st.tuples(st.just("steps"), STATES),
    st.tuples(st.just("permits"), STATES),
    st.tuples(st.just("one"), st.sampled_from(list(TaskState))),
    st.tuples(st.just("yes"), CONDITIONS),
    st.tuples(st.just("no"), CONDITIONS),
    st.tuples(st.just("rule"), st.sampled_from([*CODES, "T5"])),
)


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path: Path = tmp_path_factory.mktemp("stages") / "klinik.db"
    DATABASE["it"] = Database(f"sqlite:///{path}", audit_key=b"key")
    migrate(DATABASE["it"])
    yield
    DATABASE.pop("it").close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=3, max_size=12))
def test_the_stage_is_what_the_facts_say(acts: list[tuple[str, str | bool]]) -> None:
    with Session(DATABASE["it"].engine, expire_on_commit=False) as session:
        session.info["audit_key"] = b"key"
        case = mentored(session)
        ruled: str | None = None
        for number, (act, value) in enumerate(acts):
            note(f"{act} {value}")
            now = NOW + timedelta(hours=number + 1)
            if act == "rule":
                ruled = str(value) if str(value) >= FIRST_RULED else None
            before = mentoring.get(session, case.business.id).stage
            does(session, case, act, value, now)
            moved = stages.follow(session, case.business.id, now=now)
            row = mentoring.get(session, case.business.id)
            assert row.stage == (ruled or by_hand(session, case))
            assert (moved is not None) == (row.stage != before and act != "rule")
            is_chain(session, case)
        session.rollback()


def by_hand(session: Session, case: Mentored) -> str:
    """The first stage whose facts do not all hold, asked anew."""
    situation = Situation(session, case.business, NOW)
    for stage in rules.way():
        if not stage.lifts or not all(facts.FACTS[name](situation) for name in stage.lifts):
            return stage.code
    raise AssertionError("facts lift to T5 at most")


def is_chain(session: Session, case: Mentored) -> None:
    moves = stages.history(session, case.business.id)
    assert moves[0].came_from is None
    for earlier, later in pairwise(moves):
        assert later.came_from == earlier.went_to != later.went_to
        assert later.at >= earlier.at
    row = mentoring.get(session, case.business.id)
    assert (row.stage, row.stage_since) == (moves[-1].went_to, moves[-1].at)
    assert stages.standing(session, case.business, now=NOW).stage.code == row.stage
    if row.stage != rules.INACTIVE:
        codes = [stage.code for stage, _at in stages.reached(session, case.business.id)]
        assert codes == [code for code in CODES[:-1] if code <= row.stage]


def does(session: Session, case: Mentored, act: str, value: object, now: datetime) -> None:
    business = case.business
    if act == "agree":
        way.agree(session, case.owner, agreed=bool(value))
    elif act == "fill":
        way.fill(session, business, way.FULL if value else answers())
    elif act in {"business", "product"}:
        entry = business if act == "business" else case.product
        entry.state = EntryState(str(value))
        session.flush()
    elif act == "rule":
        seen = mentoring.get(session, business.id).revision
        assert case.mentor is not None
        stages.rule(session, case.mentor, business.id, str(value), "Ya", seen=seen, now=now)
    elif act in {"yes", "no"}:
        if (
            checklists.of_business(session, business.id, now=NOW)
            and case.product.state == "approved"
        ):
            way.say_of(session, case.owner, case.product, str(value), holds=act == "yes")
    else:
        which: dict[str, Callable[[Line], bool]] = {
            "all": bool,
            "steps": way.is_step,
            "permits": way.is_permit,
            "one": is_first,
        }
        way.settle(session, business, TaskState(str(value)), which[act])


def is_first(line: Line) -> bool:
    return line.item.id in {"G01", "D01"}
