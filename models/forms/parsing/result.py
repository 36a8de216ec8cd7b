"""What a parser says when it cannot tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Unclear:
    """Why a text is no answer: a key of `form.error.*`, and its parameters."""

    error: str
    params: Mapping[str, Any] = field(default_factory=dict)
