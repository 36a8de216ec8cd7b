"""Long work by its kind: who does it."""

from collections.abc import Mapping

from bot.card_job import CardJob
from bot.clock import Clock
from bot.config import Config
from bot.evidence_zip_job import EvidenceZipJob
from bot.jobs import Work
from bot.missed_job import MissedJob
from bot.workbook_job import WorkbookJob
from models.database import Database
from models.filestore import FileStore
from models.services.jobs import CARD, ENTRIES_XLSX, EVIDENCE_ZIP, MISSED


def works(
    config: Config, database: Database, store: FileStore, clock: Clock
) -> Mapping[str, Work]:
    """Kind → worker."""
    zone = config.clinic.zone
    return {
        ENTRIES_XLSX: WorkbookJob(config.database.url, zone, clock),
        EVIDENCE_ZIP: EvidenceZipJob(database, store, zone, clock),
        MISSED: MissedJob(database, zone, clock),
        CARD: CardJob(database, config.clinic),
    }
