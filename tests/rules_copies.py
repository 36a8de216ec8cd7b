"""Somebody of the office who changes rules: copies of files, and what is said about them."""

from pathlib import Path
from typing import Any

import pytest

from models.rules import documents, packaging
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


class Clinic:
    """A copy of the rules that the clinic under test reads; it does so anew at a restart only."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = Office(folder, packaging.file(), packaging.Packaging)
        self.papers = Office(folder, documents.file(), documents.Documents)
        self.saves()
        for module in (packaging, documents):
            monkeypatch.setattr(module, "FOLDER", folder)
        self.restarts()

    def saves(self) -> None:
        """Write what the office has changed; nobody reads it yet."""
        for file in (self.steps, self.papers):
            file.path.write_text(file.text, "utf-8")

    def restarts(self) -> None:
        """Read the rules anew, as a bot that starts."""
        forget()

    def changes(self) -> None:
        """Version 2 of the steps: one comes, one goes, one reads differently, one is mandatory."""
        self.steps.writes(
            "version: 1\n",
            "version: 2\n",
            'what: "daftar pertama"}\n',
            'what: "daftar pertama"}\n'
            '  - {version: 2, on: 2027-02-01, items: 1, what: "segel kemasan"}\n',
            "  - id: PKG-FOOD\n",
            f"{NEW_STEP}  - id: PKG-FOOD\n",
        )
        self.steps.in_item("G02", "title: ", "retired: 2\n        title: ")
        self.steps.in_item("G01", "Foto produk dari depan", "Foto kemasan dari depan")
        self.steps.in_item(
            "G17", "need: advised", "need: mandatory\n        earlier: {1: {need: advised}}"
        )
        self.saves()


NEW_STEP = """\
      - id: G19
        added: 2
        title: "Segel kemasan utuh"
        check: "segel tidak rusak"
        evidence: [photo]
        need: mandatory
        certainty: umum
"""


def forget() -> None:
    """Let the next question read the files anew."""
    for module, names in ((packaging, ("_data", "_inherited", "by_id")), (documents, _PAPERS)):
        for name in names:
            getattr(module, name).cache_clear()


_PAPERS = ("_data", "by_id")
