"""What a backup says about itself: `manifest.json`, the first thing that is read of it."""

from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

FORMAT: Final = "klinik-backup"
VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class TableInside(_Part):
    """One table: a line of JSON a row, the values in the order of *columns*."""

    columns: list[str]
    rows: int
    sha256: str  #: of all lines


class FilesInside(_Part):
    """The archived files; each bears the SHA-256 of its content as its name."""

    count: int
    bytes: int
    missing: int  #: that the database knows, and that were not in the store, or not whole


class LastUpdate(_Part):
    """The newest update a bot had worked off."""

    bot_id: int
    update_id: int
    at: AwareDatetime


class Manifest(_Part):
    """All of it. What a later version adds, an earlier one passes over."""

    format: Literal["klinik-backup"] = FORMAT
    version: int = VERSION
    product: str  #: version of the program
    database: str  #: "sqlite" or "postgresql"; either can be restored into either
    revision: str  #: of the schema
    taken_at: AwareDatetime  #: what was committed later is not inside
    last_updates: list[LastUpdate]
    tables: dict[str, TableInside]
    files: FilesInside | None  #: none = left out on purpose

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def size(self) -> int:
        """Rows and files together: what progress counts."""
        return self.rows + (self.files.count if self.files else 0)
