"""Talks are held against the style guide and kept in brief; here both are shown to bite."""

import re

import pytest

from bot.texts import LANGUAGES, catalogue, parameters, texts
from tests import brevity, manners, transcripts
from tests.brevity import in_brief

GOOD = """
Sari: /start
Bot → Sari (ubah): Tersimpan: Kopi Deleng.
Siapa nama pemilik usaha?
[Lengkapi nanti] [Jelaskan]
[Kembali] [Beranda]

Bot → Sari (popup): Tombol ini sudah lama.. Apa? Mana?
"""
REVIEW = """Bot → Sari (ubah): Baik, NIB boleh menyusul.
Periksa jawaban Anda
1. Nama usaha: Kopi Deleng
2. Nama pemilik: Sari
3. Nomor HP: 0812-6000-0001
4. Kabupaten atau kota: Kabupaten Karo
5. Alamat usaha: lengkapi nanti
6. Penjualan setahun: lengkapi nanti
7. Mulai usaha: 2016
8. NIB: lengkapi nanti
9. Pernah ekspor: lengkapi nanti
Apakah sudah benar semua?
[Kirim pendaftaran]
[Ubah nama usaha] [Ubah nama pemilik]
[Ubah nomor HP] [Ubah tempat]
[Isi alamat] [Isi penjualan]
[Ubah tahun mulai] [Isi NIB]
[Isi riwayat ekspor]
[Kembali] [Beranda]
"""


def test_good_manners_are_no_breach() -> None:
    assert manners.breaches(GOOD) == []
    assert manners.breaches(REVIEW) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("\n".join("123456789"), manners.is_read_without_scrolling),
        (
            REVIEW.partition(": ")[2].replace("?", "?\nsatu\ndua"),
            manners.is_read_without_scrolling,
        ),
        ("Halo\n[1] [2] [3]\n[Beranda]", manners.has_two_buttons_a_row_in_eight_rows),
        ("Halo" + "\n[1]" * 8 + "\n[Beranda]", manners.has_two_buttons_a_row_in_eight_rows),
        ("Halo\n[Lengkapi nanti]", manners.leads_home),
        ("Siapa? Di mana?", manners.asks_one_thing),
        ("Tersimpan: CV..", manners.stops_once),
    ],
)
def test_bad_manners_are_found(said: str, rule: manners.Rule) -> None:
    found = manners.breaches(f"{GOOD}\n\nBot → Sari: {said}\n")
    assert [line.partition("\n")[0] for line in found] == [rule.__doc__]


def test_what_is_kept_has_good_manners() -> None:
    kept = sorted(transcripts.FOLDER.glob("*.txt"))
    assert kept
    assert [wrong for file in kept for wrong in manners.breaches(file.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("language", "key", "counted"),
    [
        (language, key, counted)
        for language in LANGUAGES
        for key, counted in brevity.COUNTS.items()
        if key in catalogue(language)
    ],
)
def test_no_sentence_says_in_brief_how_many_there_are(
    language: str, key: str, counted: str
) -> None:
    given = dict.fromkeys(parameters(catalogue(language)[key]), "3") | {counted: "77"}
    said = f"Bot → Sari: Tersimpan: 77.\n{texts(language).plain(key, **given)}\n[77]\n"
    said = brevity.TAG.sub("", said)
    assert in_brief(said).count("…") == 1
    assert re.findall("77", in_brief(said)) == ["77", "77"]


def test_a_list_ends_in_brief_with_the_last_answer() -> None:
    assert in_brief(REVIEW) == (
        REVIEW.replace("8. NIB: lengkapi nanti\n9. Pernah ekspor: lengkapi nanti", "…").replace(
            "[Ubah tahun mulai] [Isi NIB]\n[Isi riwayat ekspor]", "[Ubah tahun mulai]\n[…]"
        )
    )


def test_one_more_question_is_not_seen_in_brief() -> None:
    """Whether its list was full before or not."""
    full = REVIEW.replace("lengkapi nanti", "ada").replace("Isi ", "Ubah ")
    short = full.replace("9. Pernah ekspor: ada\n", "").replace("[Ubah riwayat ekspor]\n", "")
    one_more = full.replace("9. Pernah ekspor: ada", "9. Pernah ekspor: lengkapi nanti")
    one_more = one_more.replace("[Ubah riwayat ekspor]", "[Isi riwayat ekspor]")
    assert short != one_more
    assert in_brief(short) == in_brief(one_more)


def test_questions_to_pick_from_end_in_brief_with_the_last_that_is_compulsory_or_picked() -> None:
    said = "Bot → Rizal: Terpilih: belum ada.\n[Nama usaha] [Nama pemilik]\n"
    said += "[Nomor HP] [Kabupaten atau kota]\n"
    assert in_brief(f"{said}[Alamat usaha] [NIB]\n[Beranda]\n") == f"{said}[…]\n[Beranda]\n"
    assert in_brief(f"{said}[✓ Alamat usaha] [NIB]\n[Pernah ekspor]\n[Beranda]\n") == (
        f"{said}[✓ Alamat usaha]\n[…]\n[Beranda]\n"
    )


def test_lists_without_numbers_and_in_english_are_cut_too() -> None:
    said = "Bot → Anna: All your data\nBusiness name: Kopi\nOwner's name: Anna\nTelephone: 0812\n"
    assert in_brief(f"{said}District: Karo\nAddress: later\nSales a year: later\n[Home]\n") == (
        f"{said}District: Karo\n…\n[Home]\n"
    )


def test_a_forged_tap_of_a_form_does_not_say_how_much_was_done_before() -> None:
    assert in_brief("Sari: (tombol palsu 1:form:done:1:l:x)") == (
        "Sari: (tombol palsu 1:form:done:1:…:x)"
    )


@pytest.mark.parametrize(
    "said",
    [
        "Sari: (tombol palsu 1:cur:approve:1:99)",
        "Sari: (tombol palsu 1:form:done:1:0)",
        "Sari: 1 dari 7: Nama usaha",
        "Bot → Sari: Foto masuk: 4 dari 5.\n[Beranda]\n",
        "Bot → Sari: Usulan\n1. Nama usaha: Kopi\n2. Nama pemilik: lengkapi nanti\n[Kirim]\n",
    ],
)
def test_everything_else_is_kept_as_it_was_said(said: str) -> None:
    assert in_brief(said) == said
