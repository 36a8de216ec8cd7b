"""Topics of trainings: what is taught, how long, to whom, and what a participant hands in."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from models.rules import stages
from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows, words

Language = Literal["id", "en"]
Held = Literal["online", "onsite", "visit"]
Words = Annotated[str, Field(min_length=2)]


class Topic(Rule):
    """One topic."""

    code: str = Field(pattern=r"^L\d\d$")
    name: Annotated[str, Field(min_length=2, max_length=80)]  #: as on a certificate
    name_en: Annotated[str, Field(min_length=2, max_length=80)]
    hours: int = Field(ge=1, le=40)
    held: tuple[Held, ...] = Field(min_length=1)
    held_note: Words | None = None
    stages: tuple[str, str]  #: the first and the last stage that gains from it
    output: Words  #: what a participant hands in for the certificate
    speakers: Words
    note: Words | None = None
    certainty: Literal["src", "umum", "belum"]
    source: Words | None = None

    def is_for(self, stage: str) -> bool:
        """Whether a business in *stage* is among those it is meant for."""
        first, last = (stages.CODES.index(code) for code in self.stages)
        return stage != stages.INACTIVE and first <= stages.CODES.index(stage) <= last


class TrainingTopics(Rule):
    """The file `training_topics.yaml`."""

    version: object
    source: str
    topics: list[Topic] = Field(min_length=1)

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Codes and names that stand twice, stages that there are not, a missing source."""
        found = list(rows(document, "topics"))
        for key in ("code", "name", "name_en"):
            yield from doubles(found, key)
        for location, row in found:
            named = list(words(row, "stages"))
            known = [code for _below, code in named if code in _ON_THE_WAY]
            for below, code in named:
                if code not in _ON_THE_WAY:
                    yield Misfit((*location, *below), f"no stage {code!r}")
            if known != sorted(known, key=_ON_THE_WAY.index):
                yield Misfit((*location, "stages"), "the last stage stands before the first")
            if row.get("certainty") == "src" and not row.get("source"):
                yield Misfit((*location, "certainty"), "src needs a source")


_ON_THE_WAY = [code for code in stages.CODES if code != stages.INACTIVE]


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "training_topics.yaml"


@cache
def _data() -> TrainingTopics:
    return load(file(), TrainingTopics)


def all_topics() -> tuple[Topic, ...]:
    """All topics, in the order of the file."""
    return tuple(_data().topics)


@cache
def by_code() -> dict[str, Topic]:
    """Code → topic."""
    return {topic.code: topic for topic in _data().topics}


def name(code: str, language: Language) -> str:
    """The topic as people read it."""
    topic = by_code()[code]
    return topic.name if language == "id" else topic.name_en


def for_stage(stage: str) -> tuple[Topic, ...]:
    """The topics meant for a business in *stage*, in the order of the file."""
    return tuple(topic for topic in _data().topics if topic.is_for(stage))
