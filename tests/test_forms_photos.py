"""Photos of a product under any sequence of acts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from models.forms import core
from models.forms.core import Accepted, Position
from models.forms.definition import question as find
from models.forms.inputs import Input, Picked, SentFile
from models.forms.product import ProductForm

ACTS = st.one_of(
    st.builds(SentFile, st.integers(1, 40), st.just("photo")),
    st.sampled_from(["remove.1", "remove.3", "first.2", "first.9", "keep", "replace.2"]).map(
        Picked
    ),
)


@given(acts=st.lists(ACTS, max_size=40))
@settings(deadline=None)
def test_photos_are_never_lost_by_themselves_and_never_doubled(acts: list[Input]) -> None:
    position = Position({}, cursor="photos")
    for act in acts:
        before = list(position.answers.get("photos", ()))
        step = core.answer(ProductForm, position, act)
        if not isinstance(step, Accepted):
            continue
        position = step.position
        photos = position.answers["photos"]
        assert len(photos) == len(set(photos))
        if isinstance(act, SentFile):
            assert set(photos) == set(before) | {act.id}
        else:
            assert set(photos) <= set(before)
    assert core.current(ProductForm, position) == find(ProductForm, "photos")
    done = core.done(ProductForm, position)
    count = len(position.answers.get("photos", ()))
    assert isinstance(done, Accepted) == (1 <= count <= 5)
