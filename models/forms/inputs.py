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


Input = Typed | Picked | SharedContact
