"""Anyone types "syarat kopi ke Jerman" and reads what that needs."""

import pytest

from tests.talk import Clinic, Talker

STALE = "Tombol ini sudah lama."


@pytest.fixture
async def saut(clinic: Clinic) -> Talker:
    """Somebody who has not registered anything."""
    with clinic.in_short("Saut Simanjuntak has just come in."):
        talker = clinic.person("Saut Simanjuntak", phone="6281260000003")
        await talker.starts()
        return talker


@pytest.mark.covers("text", "happy")
@pytest.mark.covers("tap:rule:see", "happy", "restarted")
async def test_anyone_asks_what_coffee_to_germany_needs(clinic: Clinic, saut: Talker) -> None:
    await saut.sends("syarat kopi ke Jerman")
    saut.sees(
        "Syarat Kopi & teh ke Jerman",
        "14 wajib, 16 tergantung keadaan, 1 anjuran.",
        "Wajib:",
        "• NIB (Nomor Induk Berusaha), dari Lembaga OSS",
        "Catatan: Aturan lartas berubah sering.",
        "Aturan versi 1, 24 Nov 2026. Halaman 1 dari 7.",
        buttons=["Berikutnya ▶", "Lihat kemasan", "Produk lain", "Tujuan lain", "Beranda"],
    )
    assert len(saut.last.splitlines()) <= 12
    count = len(saut.phone.received())
    await saut.taps("Berikutnya ▶")
    await saut.taps("Berikutnya ▶")
    saut.sees("Wajib:", "Tergantung keadaan:", "Halaman 3 dari 7.")
    await clinic.restarts()
    await saut.taps("Lihat kemasan")
    saut.sees("Kemasan Kopi & teh", "• Foto produk dari depan", "Halaman 1 dari")
    await saut.taps("Berikutnya ▶")
    await saut.taps("◀ Sebelumnya")
    await saut.taps("Lihat dokumen")
    saut.sees("Syarat Kopi & teh ke Jerman", "Halaman 1 dari 7.")
    assert len(saut.phone.received()) == count, "turned in place"


@pytest.mark.covers("tap:rule:product", "happy", "restarted")
@pytest.mark.covers("tap:rule:place", "happy", "restarted")
async def test_what_is_unclear_is_chosen(clinic: Clinic, saut: Talker) -> None:
    await saut.sends("apa syarat kirim kopi ke eropa?")
    saut.sees("Ke negara mana?")
    assert {"Uni Eropa", "Jerman", "Belanda"} <= set(saut.buttons)
    await saut.taps("Uni Eropa")
    saut.sees("Syarat Kopi & teh ke Uni Eropa")
    await clinic.restarts()
    await saut.taps("Tujuan lain")
    saut.sees("Ke negara mana?")
    await saut.taps("Berikutnya ▶")
    await saut.taps("Australia")
    saut.sees("Syarat Kopi & teh ke Australia")
    await saut.taps("Produk lain")
    saut.sees("Produk apa?")
    await saut.taps("Ikan")
    saut.sees("Syarat Perikanan & olahan ikan ke Australia")
    await saut.taps("Produk lain")
    await saut.taps("Kerajinan & kain")
    saut.sees("Produk apa?")
    await saut.taps("Rotan & anyaman")
    saut.sees("Syarat Rotan & anyaman ke Australia")


@pytest.mark.covers("text", "invalid")
async def test_a_question_nobody_knows_can_go_to_the_staff(saut: Talker) -> None:
    await saut.sends("syarat saya belum lengkap")
    saut.sees(
        "Pertanyaan itu belum kami kenali. Ketik produk dan negaranya.",
        "Contoh: syarat kopi ke Jerman",
        "Produk apa?",
    )
    await saut.taps("Kirim ke petugas")
    saut.sees("petugas")
    await saut.sends("syarat qwrtz ke Jerman")
    saut.sees("Produk itu belum kami kenali.", "Produk apa?")
    await saut.sends("syarat kopi ke wakanda")
    saut.sees("Negara itu belum kami kenali.", "Ke negara mana?")
    await saut.sends("syarat")
    saut.sees("Produk apa?")
    await saut.taps("Kopi & rempah")
    await saut.taps("Kopi & teh")
    saut.sees("Ke negara mana?")
    await saut.taps("Malaysia")
    saut.sees("Syarat Kopi & teh ke Malaysia")


async def test_packaging_is_asked_without_a_country(saut: Talker) -> None:
    await saut.sends("syarat kemasan kopi")
    saut.sees("Kemasan Kopi & teh", "Wajib:")
    saut.never_sees_now("Catatan")
    await saut.taps("Lihat dokumen")
    saut.sees("Ke negara mana?")


async def test_requirements_in_english(saut: Talker) -> None:
    await saut.sends("/language")
    await saut.taps("English")
    await saut.sends("requirements coffee to Germany")
    saut.sees(
        "Requirements: Coffee & tea to Germany",
        "14 required, 16 depending on the case, 1 advised.",
        "Rules version 1, 24 Nov 2026. Page 1 of 7.",
    )
    await saut.taps("See packaging")
    saut.sees("Packaging: Coffee & tea")


async def test_what_is_not_certain_is_said(saut: Talker) -> None:
    await saut.sends("syarat kopi ke Rusia")
    saut.sees("Aturan Rusia belum pasti. Tanyakan dahulu kepada kami.")
    await saut.sends("syarat kayu ke malaysia")
    for _page in range(4):
        await saut.taps("Berikutnya ▶")
    saut.sees("Dokumen V-Legal", "(belum pasti)", "Belum pasti: pengakuan halal BPJPH oleh JAKIM.")


async def test_an_open_form_takes_the_words_as_its_answer(saut: Talker) -> None:
    await saut.sends("syarat kopi ke Jerman")
    turn_page = saut.finds("Berikutnya ▶")
    await saut.sends("/daftar")
    await saut.taps("Setuju")
    await saut.sends("Syarat Jaya")
    saut.sees("Syarat Jaya")
    saut.never_sees_now("Produk apa?")
    await saut.taps_again(turn_page, "Berikutnya ▶")
    saut.sees("Halaman 2 dari 7.")
    await saut.sends("/beranda")
    saut.sees("1")


@pytest.mark.covers("tap:rule:see", "stale", "invalid")
@pytest.mark.covers("tap:rule:product", "stale", "invalid")
@pytest.mark.covers("tap:rule:place", "stale", "invalid")
async def test_forged_buttons_of_requirements(saut: Talker) -> None:
    await saut.sends("syarat kopi ke Jerman")
    older = [saut.finds(caption) for caption in ("Lihat kemasan", "Produk lain", "Tujuan lain")]
    forged = (
        *("see:0:0", "see:0:0:d.XXX.DE.0", "see:0:0:d.KOP.ZZ.0", "see:0:0:d.spice.DE.0"),
        *("product:0:0", "product:0:0:d.KOP.DE.0", "place:0:0:d.-.DE.0", "place:0:0:x"),
    )
    for data in forged:
        await saut.forges(f"1:rule:{data}")
        saut.was_told(STALE)
    await saut.forges("1:rule:see:0:0:d.-.-.0")
    saut.sees("Produk apa?")
    await saut.forges("1:rule:see:0:0:d.KOP.DE.99")
    saut.sees("Halaman 7 dari 7.")
    for button in older:
        await saut.taps_again(button)
    saut.sees("Ke negara mana?")
