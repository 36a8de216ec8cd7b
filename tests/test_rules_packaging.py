"""Packaging steps: how many a template comes to, what is inherited, what is shared."""

from collections import Counter

import pytest

from models.rules import categories, conditions, packaging
from models.rules.checklist import Need, Per
from models.rules.loader import load

#: domain.md, section 4: total, mandatory, mandatory without a condition; and a category of each.
COUNTS = {
    "PKG-GEN": ("LIN", 18, 10, 8),
    "PKG-FOOD": ("KUL", 32, 18, 15),
    "PKG-COFFEE": ("KOP", 40, 24, 16),
    "PKG-SPICE": ("REM", 38, 22, 19),
    "PKG-FRESH": ("HOR", 24, 13, 11),
    "PKG-BULK": ("BUN", 23, 14, 11),
    "PKG-FISH": ("IKN", 40, 22, 19),
    "PKG-CRAFT": ("KRJ", 26, 15, 13),
    "PKG-TEXT": ("WAS", 26, 16, 14),
    "PKG-COSM": ("KOS", 23, 14, 12),
    "PKG-OIL": ("ATS", 22, 12, 10),
    "PKG-CHAR": ("ARG", 23, 15, 13),
}


@pytest.mark.parametrize("template", COUNTS)
def test_a_template_comes_to_so_many_steps(template: str) -> None:
    category, *counts = COUNTS[template]
    assert categories.by_code()[category].template == template
    steps = packaging.steps_for(category)
    mandatory = [step for step in steps if step.need == Need.MANDATORY]
    always = [step for step in mandatory if step.condition is None]
    assert [len(steps), len(mandatory), len(always)] == counts


def test_there_are_95_steps_in_12_templates() -> None:
    templates = load(packaging.file(), packaging.Packaging).templates
    assert {template.id for template in templates} == set(COUNTS)
    assert len(packaging.by_id()) == sum(len(template.steps) for template in templates) == 95


def test_every_category_has_steps() -> None:
    for category in categories.by_code():
        steps = [step.id for step in packaging.steps_for(category)]
        assert steps[:18] == [f"G{number:02}" for number in range(1, 19)]
        assert len(set(steps)) == len(steps)


def test_general_steps_are_read_before_those_of_the_kind() -> None:
    letters = Counter(step.id[0] for step in packaging.steps_for("KOP"))
    assert list(letters.items()) == [("G", 18), ("F", 14), ("C", 8)]


def test_two_products_share_the_steps_with_the_same_id() -> None:
    coffee = {step.id for step in packaging.steps_for("KOP")}
    ulos = {step.id for step in packaging.steps_for("WAS")}
    assert coffee & ulos == {f"G{number:02}" for number in range(1, 19)}


def test_there_is_no_list_for_an_unknown_category() -> None:
    with pytest.raises(KeyError):
        packaging.steps_for("KAF")


def test_a_step_hangs_on_the_product() -> None:
    assert {step.per for step in packaging.by_id().values()} == {Per.PRODUCT}


def test_what_is_not_halal_is_labelled_so_instead() -> None:
    step = packaging.by_id()["F06"]
    assert (step.need, step.condition) == (Need.MANDATORY, "halal_ingredients")
    assert step.otherwise is not None
    assert step.otherwise.title == 'Keterangan "tidak halal" di label'


@pytest.mark.parametrize(("kind", "left"), [("green_coffee", 21), ("roasted_coffee", 19)])
def test_one_answer_settles_several_steps(kind: str, left: int) -> None:
    """conversations.md, 5.1: 19 steps for ground coffee, 21 for green beans, before shipping."""
    answers = dict.fromkeys(("green_coffee", "roasted_coffee", "shipment_prepared"), False)
    answers |= {kind: True}
    steps = [
        step.id
        for step in packaging.steps_for("KOP")
        if step.need == Need.MANDATORY
        and (
            step.condition is None
            or conditions.settled(step.condition, "DE", answers) is not False
        )
    ]
    assert len(steps) == left


def test_a_condition_may_be_settled_by_the_destination() -> None:
    assert conditions.settled("to_eu", "DE", {}) is True
    assert conditions.settled("to_eu", "EU27", {}) is True
    assert conditions.settled("to_eu", "GB", {}) is False
    assert conditions.settled("sold_at_retail", "DE", {}) is None


def test_a_condition_may_follow_from_others() -> None:
    spice, retail, fragile = "aflatoxin_spice", "sold_at_retail", "fragile"
    assert conditions.settled("aflatoxin_tested", "MY", {}) is False
    assert conditions.settled("aflatoxin_tested", "JP", {}) is None
    assert conditions.settled("aflatoxin_tested", "JP", {spice: True}) is True
    assert conditions.settled("retail_or_fragile", "JP", {retail: False}) is None
    assert conditions.settled("retail_or_fragile", "JP", {retail: False, fragile: False}) is False
    assert conditions.settled("retail_or_fragile", "JP", {fragile: True}) is True


def test_an_answer_that_was_given_counts() -> None:
    assert conditions.settled("aflatoxin_tested", "MY", {"aflatoxin_tested": True}) is True
    assert conditions.settled("to_eu", "MY", {"to_eu": True}) is True
