"""Figures that were measured: one or several, with or without a unit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from models.forms.inputs import Input, Typed
from models.forms.kinds.base import Context, Outcome, Parsed, Refused, Simple

_MOST = 40
_DIGITS = 12

#: 1.250,5 and 12,1 and 0,125; a dot before three digits parts thousands, a comma parts figures.
_FIGURE = re.compile(
    r"(?:(?<!\d)[-−])?(?:\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|0[.,]\d+|\d+(?:[.,]\d{1,2}(?!\d))?)"
)
_UNIT = re.compile(
    r"\s*(?:(%)|(°\s?c|kg|gr|gram|g|mg|cm|mm|ml|liter|l|pcs|buah|lembar)\b)", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:\s|[,;/x×&+]|(?<=\d)-|\b(?:dan|and|lalu)\b)*", re.IGNORECASE)
_UNITS = {"gr": "g", "gram": "g", "liter": "l", "buah": "pcs", "°c": "°C", "° c": "°C"}


@dataclass(frozen=True)
class Figures(Simple):
    """Figures as texts with a point, and their unit: `{"values": ["12.1"], "unit": "%"}`."""

    name: ClassVar[str] = "figures"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `250 251 248`, `12,1%`, `250 g, 251 g dan 249 g`."""
        del context
        if not isinstance(given, Typed):
            return Refused("figures_expected")
        text, place = given.text.strip(), 0
        values: list[str] = []
        unit: str | None = None
        while place < len(text):
            found = _FIGURE.match(text, place)
            if found is None or len(found[0]) > _DIGITS or len(values) == _MOST:
                return Refused("figures_expected")
            values.append(_plain(found[0]))
            place = found.end()
            measured = _UNIT.match(text, place)
            if measured is not None:
                written = (measured[1] or measured[2]).casefold()
                unit, place = _UNITS.get(written, written), measured.end()
            between = _BETWEEN.match(text, place)
            place = between.end() if between else place
        if not values:
            return Refused("figures_expected")
        return Parsed({"values": values, "unit": unit} if unit else {"values": values})

    def show(self, value: Any) -> str:
        """12.1 → 12,1; several with spaces; the unit behind them."""
        figures = " ".join(str(one).replace(".", ",") for one in value["values"])
        unit = value.get("unit")
        if not unit:
            return figures
        return f"{figures}{unit}" if unit == "%" else f"{figures} {unit}"


def _plain(figure: str) -> str:
    figure = figure.replace("−", "-")
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure):
        figure = figure.replace(".", "")
    return f"{Decimal(figure.replace(',', '.')):f}"
