"""The borders of the 33 kabupaten and kota: in which of them a point on earth lies.

The lines are simplified, overlap each other by slivers of some 100 m, and leave gaps as thin, so
an answer is a proposal which the person confirms. They are not for legal use.
"""

import json
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from pydantic import ValidationError
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from models.rules import regencies
from models.rules.loader import FOLDER, Rule, RulesError
from models.rules.regencies import Meaning

#: A point outside all borders belongs to the nearest regency up to this far away: a jetty, a boat
#: at the beach, a bamboo house on stilts, or a coast line that was simplified.
NEAR_KM = 3.0

#: One degree of latitude. Here, within 5 degrees of the equator, one of longitude is 0.4 % less
#: at most; for 3 km that is 12 m, so degrees are taken as square.
_KM_A_DEGREE = 111.2
_NEAR = NEAR_KM / _KM_A_DEGREE


class _Properties(Rule):
    kode: str
    nama: str


class _Shape(Rule):
    type: str
    coordinates: list[Any]


class _Feature(Rule):
    type: str
    id: str
    properties: _Properties
    geometry: _Shape


class _Collection(Rule):
    type: str
    license: str
    features: list[_Feature]


class Borders(NamedTuple):
    """The polygons in the order of `codes`, and the tree that finds the few near a point."""

    codes: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    tree: shapely.STRtree


def file() -> Path:
    """Where the data stand: GeoJSON, longitude before latitude, in degrees (WGS 84)."""
    return FOLDER / "borders.geojson"


def read(path: Path | None = None) -> Borders:
    """Read the borders.

    Raises:
        RulesError: the file is missing, is no GeoJSON, or does not name each regency once.
    """
    path = path or file()
    try:
        collection = _Collection.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise RulesError([f"{path.name}: {error.strerror}"]) from error
    except json.JSONDecodeError as error:
        raise RulesError([f"{path.name}:{error.lineno}: {error.msg}"]) from error
    except ValidationError as error:
        raise RulesError([_mistake(path, item) for item in error.errors()]) from error
    codes = tuple(feature.id for feature in collection.features)
    if sorted(codes) != sorted(regencies.by_code()):
        odd = sorted(set(codes) ^ set(regencies.by_code()))
        raise RulesError([f"{path.name}: not each regency once; missing or unknown: {odd}"])
    shapes = tuple(_polygons(path, feature) for feature in collection.features)
    return Borders(codes, shapes, shapely.STRtree(shapes))


def understand(latitude: float, longitude: float) -> Meaning:
    """The regencies a point may lie in, best first; degrees.

    `sure` only where the point is inside exactly one of them. Where borders overlap, all of them
    are named; outside, all within `NEAR_KM` by distance. No code: far from North Sumatra.
    """
    if not (isfinite(latitude) and isfinite(longitude)):
        return Meaning((), sure=False)
    borders, point = _borders(), shapely.Point(longitude, latitude)
    inside = sorted(borders.codes[i] for i in borders.tree.query(point, predicate="intersects"))
    if inside:
        return Meaning(tuple(inside), sure=len(inside) == 1)
    return Meaning(_around(borders, point), sure=False)


def regency_at(latitude: float, longitude: float) -> str | None:
    """The code of the regency a point most likely lies in; none when it is far from all."""
    return next(iter(understand(latitude, longitude).codes), None)


@cache
def _borders() -> Borders:
    return read()


def _around(borders: Borders, point: shapely.Point) -> tuple[str, ...]:
    near = borders.tree.query(point, predicate="dwithin", distance=_NEAR)
    by_distance = sorted((borders.shapes[i].distance(point), borders.codes[i]) for i in near)
    return tuple(code for _distance, code in by_distance)


def _polygons(path: Path, feature: _Feature) -> BaseGeometry:
    """The valid areas of *feature*: its simplified rings touch themselves and each other."""
    try:
        given = shapely.geometry.shape(feature.geometry.model_dump())
        parts = shapely.get_parts(shapely.make_valid(given, method="structure"))
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise RulesError([f"{path.name}: {feature.id}: {error}"]) from error
    areas = [part for part in parts if isinstance(part, Polygon | MultiPolygon)]
    if not areas:
        raise RulesError([f"{path.name}: {feature.id}: encloses no area"])
    return shapely.union_all(areas)


def _mistake(path: Path, item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"])
    return f"{path.name}: {place}: {item['msg']}"
