"""Papers and pictures as somebody meets them: text read out of them, codes seen by a camera."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

_DOTS = 2.0  #: pixels a point: 144 dpi, a cheap printer


@dataclass(frozen=True)
class Page:
    """One page of a paper."""

    text: str
    picture: Image.Image

    @property
    def words(self) -> str:
        """The text with single spaces, whatever the lines are."""
        return " ".join(self.text.split())


def pages(path: Path) -> list[Page]:
    """Every page of a PDF, read and printed."""
    with _opened(path) as document:
        return [
            Page(page.get_textpage().get_text_range(), page.render(scale=_DOTS).to_pil())
            for page in document
        ]


def metadata(path: Path) -> dict[str, str]:
    """What a reader of PDF shows about a file."""
    with _opened(path) as document:
        return dict(document.get_metadata_dict())


def codes(picture: Image.Image) -> list[str]:
    """What a camera reads in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    with closing(pypdfium2.PdfDocument(path)) as document:
        yield document
