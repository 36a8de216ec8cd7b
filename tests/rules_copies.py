"""Somebody of the office who changes a rules file: a copy of it, and what is said about it."""

from pathlib import Path
from typing import Any

import pytest

from models.rules.loader import Rule, RulesError, load


class Office:
    """A copy of a rules file in which somebody writes; `text` is what stands there."""

    def __init__(self, folder: Path, original: Path, model: type[Rule]) -> None:
        self.path = folder / original.name
        self.model = model
        self.text = original.read_text("utf-8")
        self.start = 0

    def writes(self, *changes: str) -> "Office":
        """Old, new, old, new: each old text for the new one, where it stands first."""
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in self.text, old
            self.text = self.text.replace(old, new, 1)
        return self

    def in_item(self, code: str, old: str, new: str) -> "Office":
        """A change in the item *code* only."""
        self.start = self.text.index(f"- id: {code}\n")
        head, rest = self.text[: self.start], self.text[self.start :]
        assert old in rest[: (rest + "- id:").index("- id:", 1)], old
        self.text = head + rest.replace(old, new, 1)
        return self

    def line(self, words: str) -> int:
        """The line of the first *words* in the item that was changed last."""
        return self.text.count("\n", 0, self.text.index(words, self.start)) + 1

    def read(self) -> Any:
        """What the file says."""
        self.path.write_text(self.text, "utf-8")
        return load(self.path, self.model)

    def mistakes(self) -> list[str]:
        """What `klinik check` says about the file."""
        with pytest.raises(RulesError) as caught:
            self.read()
        return caught.value.mistakes
