"""Yes and no: ya, iya, y, ok, udah · tidak, tdk, gak, belum pernah."""

import re

from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import plain
from models.rules.input_words import words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_STRETCHED = re.compile(r"(.)\1{2,}")
_MOST_WORDS = 6


def yes_no(text: str) -> bool | Unclear:
    """Read a yes or a no; whoever says anything else ("tidak tahu") is asked again.

    The first word that means something decides; a yes with a no behind it is unclear. Error:
    `yes_no`.
    """
    known = words()
    said = [_STRETCHED.sub(r"\1", word) for word in _WORD.findall(plain(text))]
    meaning = [word for word in said if word not in known.tail]
    if not meaning or len(said) > _MOST_WORDS:
        return Unclear("yes_no")
    if not all(word in known.yes | known.no | known.echo for word in meaning):
        return Unclear("yes_no")
    if meaning[0] in known.no:
        return False
    return Unclear("yes_no") if any(word in known.no for word in meaning) else True
