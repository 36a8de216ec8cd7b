"""Figures an owner measured against the bounds of a step: a warning, never a refusal."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from models.rules.packaging import Measure


@dataclass(frozen=True)
class Found:
    """What is seen at figures; *limit* is the bound they were held against, if there is one."""

    is_within: bool
    value: Decimal
    limit: Decimal | None
    is_spread: bool = False
    missing: int = 0  #: figures that are still to come


def look(measure: Measure, values: list[str]) -> Found:
    """Hold figures against the bounds of a step."""
    figures = [Decimal(value) for value in values]
    missing = max(measure.count - len(figures), 0)
    if measure.spread_percent is not None:
        spread = _spread(figures)
        fits = spread <= measure.spread_percent
        return Found(fits, spread, measure.spread_percent, is_spread=True, missing=missing)
    highest, lowest = max(figures), min(figures)
    if measure.least is not None and lowest < measure.least:
        return Found(is_within=False, value=lowest, limit=measure.least, missing=missing)
    fits = measure.most is None or highest <= measure.most
    return Found(fits, highest, measure.most, missing=missing)


def _spread(figures: list[Decimal]) -> Decimal:
    """The largest distance from the middle figure, in per cent of it, to one place."""
    middle = median(figures)
    if not middle:
        return Decimal(0)
    furthest = max(abs(figure - middle) for figure in figures)
    return (100 * furthest / abs(middle)).quantize(Decimal("0.1"))
