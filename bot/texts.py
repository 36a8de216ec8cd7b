"""Every sentence the bot says, from `texts/<language>.toml`."""

import html
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("id", "en")
DEFAULT = "id"


@dataclass(frozen=True)
class Markup:
    """A parameter that is already safe HTML and is not escaped again."""

    html: str


class Texts:
    """The catalogue of one language. Missing English falls back to Indonesian (staff rooms)."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT
        self._own = catalogue(self.language)
        self._default = catalogue(DEFAULT)
        self._words: dict[str, frozenset[str]] = {}

    def __call__(self, key: str, **params: Any) -> str:
        """The sentence under *key*, as HTML; parameters are escaped.

        Raises:
            KeyError: no such key, or a parameter is missing; tests find both.
        """
        return self._template(key).format(**{k: _safe(v) for k, v in params.items()}).strip()

    def plain(self, key: str, **params: Any) -> str:
        """The sentence for where there is no HTML: buttons, popups, command lists."""
        return self._template(key).format(**params).strip()

    def has(self, key: str) -> bool:
        """Whether the sentence exists in this language or the default."""
        return key in self._own or key in self._default

    def words(self, key: str) -> frozenset[str]:
        """A list of typed words, lower case, of this language and the default."""
        words = self._words.get(key)
        if words is None:
            lists = (self._own.get(key, ""), self._default.get(key, ""))
            words = frozenset(word.strip() for each in lists for word in each.split(","))
            self._words[key] = words
        return words

    def _template(self, key: str) -> str:
        template = self._own.get(key)
        return template if template is not None else self._default[key]


@cache
def texts(language: str) -> Texts:
    """The catalogue of *language* (of the default for an unknown one)."""
    return Texts(language)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Flat keys (`form.registration.phone.ask`) → templates."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


def parameters(template: str) -> set[str]:
    """The names of the parameters in *template*."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}


def _flat(prefix: str, node: dict[str, Any]) -> Any:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _safe(value: Any) -> str:
    if isinstance(value, Markup):
        return value.html
    return html.escape(str(value), quote=False)
