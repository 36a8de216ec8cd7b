"""Points on earth and the regencies they lie in, against a slow and simple reference."""

import json
import math
import random
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import borders, regencies
from models.rules.loader import RulesError

Ring = list[list[float]]
Polygons = list[list[Ring]]


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    borders.regency_at(3.589, 98.674)


@pytest.fixture(scope="module")
def shapes() -> dict[str, Polygons]:
    """Code → the polygons of the regency, each its outer ring and its holes."""
    document = json.loads(borders.file().read_text("utf-8"))
    return {f["id"]: f["geometry"]["coordinates"] for f in document["features"]}


def crossings(ring: Ring, latitude: float, longitude: float) -> int:
    """How often the ring is crossed on the way east."""
    count = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude):
            count += longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1)
    return count


def degrees_to(ring: Ring, latitude: float, longitude: float) -> float:
    """The distance to the line of the ring."""
    best = math.inf
    for (x1, y1), (x2, y2) in pairwise(ring):
        dx, dy = x2 - x1, y2 - y1
        along = ((longitude - x1) * dx + (latitude - y1) * dy) / ((dx * dx + dy * dy) or 1)
        along = min(1.0, max(0.0, along))
        best = min(best, math.hypot(longitude - x1 - along * dx, latitude - y1 - along * dy))
    return best


def slow(shapes: dict[str, Polygons], latitude: float, longitude: float) -> tuple[list[str], bool]:
    """All polygons one by one: codes inside, else codes near by distance; and whether inside."""
    inside = [code for code, polygons in shapes.items() if holds(polygons, latitude, longitude)]
    if inside:
        return sorted(inside), True
    far = {
        code: min(degrees_to(ring, latitude, longitude) for rings in polygons for ring in rings)
        for code, polygons in shapes.items()
    }
    near = [
        code for code in sorted(far, key=far.__getitem__) if far[code] <= borders.NEAR_KM / 111.2
    ]
    return near, False


def holds(polygons: Polygons, latitude: float, longitude: float) -> bool:
    """Whether one of the polygons has the point inside it and in none of its holes."""
    return any(
        sum(crossings(ring, latitude, longitude) for ring in rings) % 2 for rings in polygons
    )


def test_every_capital_lies_in_its_own_regency() -> None:
    at = {r.code: borders.regency_at(r.latitude, r.longitude) for r in regencies.all_regencies()}
    assert at == {code: code for code in regencies.by_code()}


def test_a_thousand_points_agree_with_the_slow_reference(shapes: dict[str, Polygons]) -> None:
    chance = random.Random(20261124)  # noqa: S311
    seen = {"inside": 0, "near": 0, "far": 0}
    for _ in range(1000):
        latitude, longitude = chance.uniform(-0.8, 4.5), chance.uniform(96.9, 100.6)
        codes, inside = slow(shapes, latitude, longitude)
        meaning = borders.understand(latitude, longitude)
        assert list(meaning.codes) == codes, (latitude, longitude)
        assert meaning.sure == (inside and len(codes) == 1)
        seen["inside" if inside else "near" if codes else "far"] += 1
    assert all(seen.values()), seen


def test_points_beside_each_coast_and_border_agree_too(shapes: dict[str, Polygons]) -> None:
    chance = random.Random(33)  # noqa: S311
    for polygons in shapes.values():
        for _ in range(10):
            x, y = chance.choice(chance.choice(polygons)[0])
            latitude, longitude = y + chance.gauss(0, 0.01), x + chance.gauss(0, 0.01)
            codes, _inside = slow(shapes, latitude, longitude)
            assert list(borders.understand(latitude, longitude).codes) == codes


def test_known_places() -> None:
    assert borders.regency_at(3.589, 98.674) == "12.71"  # Medan, inside Deli Serdang
    assert borders.regency_at(3.194, 98.508) == "12.06"  # Berastagi
    assert borders.regency_at(3.60, 98.90) == "12.07"
    assert borders.regency_at(2.68, 98.88) == "12.17"  # on Samosir island


def test_off_the_beach_is_near_but_not_sure() -> None:
    pandan = borders.understand(1.683, 98.815)
    assert pandan.codes[0] == "12.01"
    sea = [borders.understand(1.683, 98.833 - step / 1000) for step in range(0, 400, 4)]
    unsure = [meaning for meaning in sea if meaning.codes and not meaning.sure]
    assert unsure
    assert any("12.01" in meaning.codes for meaning in unsure)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (-6.2, 106.8),  # Jakarta
        (5.55, 95.32),  # Banda Aceh
        (0.0, 0.0),
        (98.674, 3.589),  # latitude and longitude changed round
        (3.589, 458.674),
        (91.0, 98.0),
        (-1e308, 1e308),
        (math.inf, 98.0),
        (3.5, -math.inf),
        (math.nan, math.nan),
    ],
)
def test_elsewhere_is_nowhere(latitude: float, longitude: float) -> None:
    assert borders.understand(latitude, longitude).codes == ()
    assert borders.regency_at(latitude, longitude) is None


@given(st.floats(), st.floats())
def test_no_pair_of_numbers_raises(latitude: float, longitude: float) -> None:
    meaning = borders.understand(latitude, longitude)
    assert len(meaning.codes) >= meaning.sure


def test_a_point_costs_less_than_a_tenth_of_the_slow_reference(
    shapes: dict[str, Polygons],
) -> None:
    chance = random.Random(7)  # noqa: S311
    points = [(chance.uniform(0, 4), chance.uniform(97.5, 100)) for _ in range(50)]
    borders.regency_at(3.5, 98.6)
    start = time.perf_counter()
    for latitude, longitude in points:
        slow(shapes, latitude, longitude)
    reference = time.perf_counter() - start
    start = time.perf_counter()
    for latitude, longitude in points:
        borders.understand(latitude, longitude)
    assert time.perf_counter() - start < reference / 10


def broken(tmp_path: Path, change: Any) -> str:
    """What is said about the file after *change*."""
    document = json.loads(borders.file().read_text("utf-8"))
    change(document)
    path = tmp_path / "borders.geojson"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(RulesError) as caught:
        borders.read(path)
    return str(caught.value)


def test_mistakes_in_the_file_are_named(tmp_path: Path) -> None:
    assert "missing or unknown: ['12.01']" in broken(tmp_path, lambda d: d["features"].pop(0))
    assert "features.1.geometry" in broken(tmp_path, lambda d: d["features"][1].pop("geometry"))
    line = {"type": "LineString", "coordinates": [[98, 1], [99, 2]]}
    said = broken(tmp_path, lambda d: d["features"][2].update(geometry=line))
    assert said == "borders.geojson: 12.03: encloses no area"
    odd = {"type": "MultiPolygon", "coordinates": [[["a"]]]}
    assert "12.03" in broken(tmp_path, lambda d: d["features"][2].update(geometry=odd))


def test_no_file_and_no_json_are_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"borders\.geojson: No such file"):
        borders.read(tmp_path / "borders.geojson")
    (tmp_path / "borders.geojson").write_text('{"type":\n  oops}', "utf-8")
    with pytest.raises(RulesError, match=r"borders\.geojson:2: "):
        borders.read(tmp_path / "borders.geojson")
