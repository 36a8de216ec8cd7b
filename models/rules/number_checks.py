"""The algorithms `numbers.yaml` names: check digits, dates inside numbers, normal forms.

A check gets the normal form, whose number of digits already fits, and today; it must bear any
text. Its hint is a key of the catalogue.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from typing import Any

from models.rules import hs

_PHONE_NOISE = re.compile(r"[\s().\-\u2010-\u2015]+")
_MOBILE = re.compile(r"\+628[1-9][0-9]{7,10}")
_LANDLINE = re.compile(r"\+62[2-79][0-9]{7,10}")
_FEWEST_PHONE_DIGITS, _MOST_PHONE_DIGITS = 10, 13

_APPLICATION = re.compile(r"(?<![0-9])[0-9]{26}(?![0-9])")
_REGISTRATION = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_YEAR_FIRST = re.compile(r"(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_DAY_FIRST = re.compile(r"(?<![0-9])([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?![0-9])")
#: Document code of a PEB at the beginning of the 26 digits of its application [from practice].
_PEB_CODE = "000030"
#: Added to the day of birth in the NIK of a woman.
_WOMAN = 40
#: Nobody younger has a NIK of his own to show; younger years mean the century before.
_YOUNGEST = 17


@dataclass(frozen=True)
class Finding:
    """What does not fit. `notice`: it fits, and this is worth knowing; `lenient`: warn at most."""

    hint: str
    params: Mapping[str, Any] = field(default_factory=dict)
    notice: bool = False
    lenient: bool = False


Check = Callable[[str, date], Finding | None]


def e164(text: str) -> str:
    """A telephone number as +62…; what is none comes back without spaces."""
    plain = _PHONE_NOISE.sub("", text)
    if plain.startswith("+"):
        return plain
    return "+" + plain if plain.startswith("62") else "+62" + plain.removeprefix("0")


def peb(text: str) -> str:
    """The 26 digits of an application, or "number/yyyy-mm-dd/office" as far as it is there."""
    if application := _APPLICATION.search(text.replace(" ", "")):
        return application.group()
    day, rest = _take_day(text)
    number = _REGISTRATION.search(rest)
    if number is None:
        return text
    office = " ".join((rest[: number.start()] + " " + rest[number.end() :]).strip(" /,;").split())
    return "/".join(filter(None, (number.group(), day, office.strip(" /,;"))))


def national(normal: str) -> str:
    """+6281260000001 → 081260000001."""
    return "0" + normal.removeprefix("+62")


def telephone(normal: str, _today: date) -> Finding | None:
    """Say what a telephone number lacks; a landline is good for an office only."""
    if _MOBILE.fullmatch(normal):
        return None
    if not re.fullmatch(r"\+[0-9]+", normal):
        return Finding("phone_digits")
    if not normal.startswith("+62"):
        return Finding("phone_foreign")
    if _LANDLINE.fullmatch(normal):
        return Finding("phone_landline", lenient=True)
    digits = len(national(normal))
    if digits < _FEWEST_PHONE_DIGITS:
        return Finding("phone_short", {"count": digits})
    return Finding("phone_long" if digits > _MOST_PHONE_DIGITS else "phone_shape")


def luhn_of_nine(normal: str, _today: date) -> Finding | None:
    """The first nine digits of an old NPWP pass Luhn's sum (modulus 10)."""
    return None if _luhn(normal[:9]) else Finding("npwp_check")


def npwp_of_company_or_person(normal: str, today: date) -> Finding | None:
    """A company's begins with "0" and the old number; a person's is the NIK."""
    if normal.startswith("0"):
        return luhn_of_nine(normal[1:], today)
    return nik_birthday(normal, today)


def nik_birthday(normal: str, today: date) -> Finding | None:
    """The day of birth inside a NIK is a day of the calendar."""
    day, month, year = (int(normal[at : at + 2]) for at in (6, 8, 10))
    century = today.year // 100 * 100
    full = century + year if century + year <= today.year - _YOUNGEST else century - 100 + year
    day -= _WOMAN if day > _WOMAN else 0
    if _is_day(full, month, day):
        return None
    return Finding("nik_date", {"day": day, "month": month})


def expiry_year(normal: str, today: date) -> Finding | None:
    """The last two digits of a P-IRT are the year it ends in (20YY)."""
    year = 2000 + int(normal[-2:])
    return Finding("pirt_expired", {"year": year}) if year < today.year else None


def region_of_permit(normal: str, _today: date) -> Finding | None:
    """A P-IRT of another province is worth knowing; digits 4 and 5 name it."""
    return None if normal[3:5] == "12" else Finding("pirt_elsewhere", notice=True)


def ean_digit(normal: str, _today: date) -> Finding | None:
    """The weighted sum of a bar code's digits (1, 3, 1, 3 …) is a multiple of ten."""
    total = sum(int(digit) * weight for digit, weight in zip(normal, cycle((1, 3)), strict=False))
    return Finding("ean13_check") if total % 10 else None


def ean_prefix(normal: str, _today: date) -> Finding | None:
    """899 is GS1 Indonesia; another beginning is worth knowing."""
    return None if normal.startswith("899") else Finding("ean13_foreign", notice=True)


def listed_hs(normal: str, _today: date) -> Finding | None:
    """The list has only what small businesses here make; another code is worth a look."""
    return None if hs.exact(normal) else Finding("hs_unlisted", notice=True)


def peb_day(normal: str, today: date) -> Finding | None:
    """The day of a PEB is there, in the calendar, and not after today."""
    if _APPLICATION.fullmatch(normal):
        if not normal.startswith(_PEB_CODE):
            return Finding("peb_application")
        year, month, day = (int(normal[a:b]) for a, b in ((12, 16), (16, 18), (18, 20)))
    elif not _REGISTRATION.match(normal):
        return None
    elif written := re.match(r"[0-9]{6}/([0-9]{4})-([0-9]{2})-([0-9]{2})", normal):
        year, month, day = map(int, written.groups())
    else:
        return Finding("peb_date")
    if not _is_day(year, month, day):
        return Finding("peb_date", {"day": day, "month": month, "year": year})
    return Finding("peb_future") if date(year, month, day) > today else None


def _take_day(text: str) -> tuple[str, str]:
    """The first day written in *text* as yyyy-mm-dd, and the text without it."""
    if found := _YEAR_FIRST.search(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.search(text):
        day, month, year = found.groups()
    else:
        return "", text
    rest = text[: found.start()] + " / " + text[found.end() :]
    return f"{year}-{month:0>2}-{day:0>2}", re.sub(r"(\s*/\s*)+", " / ", rest)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        telephone,
        luhn_of_nine,
        npwp_of_company_or_person,
        nik_birthday,
        expiry_year,
        region_of_permit,
        ean_digit,
        ean_prefix,
        listed_hs,
        peb_day,
    )
}
NORMALISERS: dict[str, Callable[[str], str]] = {"e164": e164, "peb": peb}
