"""What a person can put in for an answer, freed of Telegram."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Typed:
    """A text message."""

    text: str


@dataclass(frozen=True)
class Picked:
    """A button of the question: the code of one of its choices."""

    code: str


@dataclass(frozen=True)
class SharedContact:
    """A shared contact. `own` says whether it is the sender's own number."""

    phone: str
    own: bool


@dataclass(frozen=True)
class SharedPlace:
    """A shared location, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class SentFile:
    """A photo, voice message or document that was stored as file *id*."""

    id: int
    kind: str  #: "photo", "voice", "video" or "document"
    seconds: int | None = None  #: of a voice message or video


Input = Typed | Picked | SharedContact | SharedPlace | SentFile
