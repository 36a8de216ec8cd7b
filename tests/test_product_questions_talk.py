"""Each question about a product: what is understood, what is asked again, what may be left."""

import pytest

from tests.errands import (
    TOTAL_OF_PRODUCT,
    answers_last,
    asks,
    asks_of_product,
    begins_product,
    leaves_the_rest,
    registers,
)
from tests.talk import Clinic, Talker

#: Up to the question of the HS code: name, group with category, story, photos.
TO_PHOTOS = ("Andaliman kering", "Kopi & rempah", "Rempah & bumbu", "nanti")

LAST = ("Kembali", "Beranda")


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    owner = clinic.person("Lasma Purba", phone="6281260000042")
    await registers(owner, 'Kelompok Tani "Sada Roha"', regency="simalungun")
    return owner


async def goes_to(owner: Talker, question: str) -> None:
    """Leave everything before *question* for later."""
    with owner.clinic.in_short(f"{owner.name} goes to the question: {question}."):
        await begins_product(owner, *TO_PHOTOS)
        await owner.sends_photos(1)
        await owner.taps("Selesai")
        while question not in owner.last.split("\n")[0] + owner.last.split("\n")[1]:
            await owner.sends("nanti")


@pytest.mark.covers("tap:form:meant", "happy", "restarted", "stale")
async def test_price_in_place_of_a_name_is_doubted(clinic: Clinic, owner: Talker) -> None:
    await begins_product(owner)
    await owner.sends("Rp85.000")
    owner.sees(
        "Ini seperti harga. Harganya kami tanya nanti.",
        "Apa nama produk Anda?",
        buttons=["Itu memang namanya", "Beranda"],
    )
    meant = owner.finds("Itu memang namanya")
    await clinic.restarts()
    await owner.taps("Itu memang namanya")
    owner.sees("Tersimpan: Rp85.000.", asks_of_product(2, "Kelompok produk"))
    await owner.taps_again(meant, "Itu memang namanya")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees(asks_of_product(2, "Kelompok produk"))


@pytest.mark.covers("tap:form:meant", "invalid")
async def test_name_that_was_meant_keeps_its_limits(owner: Talker) -> None:
    await begins_product(owner)
    await owner.sends("Rp" + "1" * 90)
    await owner.taps("Itu memang namanya")
    owner.sees("Tulisannya terlalu panjang, paling banyak 80 huruf.", "Apa nama produk Anda?")


async def test_group_of_one_category_asks_no_second_question(owner: Talker) -> None:
    await begins_product(owner, "Teri asin")
    await owner.taps("Ikan")
    owner.sees("Tersimpan: Ikan & olahan ikan.", asks_of_product(3, "Cerita produk"))


async def test_group_changed_on_the_way_asks_the_category_anew(owner: Talker) -> None:
    await begins_product(owner, "Andaliman kering", "Kopi & rempah", "Rempah & bumbu")
    await owner.sends("kembali")
    owner.sees("Kopi & rempah. Yang mana?")
    await owner.sends("kembali")
    owner.sees("Sekarang tertulis: Kopi & rempah")
    await owner.taps("Hasil kebun")
    owner.sees("Hasil kebun. Yang mana?")
    await owner.sends("1")
    owner.sees(asks_of_product(3, "Cerita produk"))


async def test_category_is_one_of_the_buttons(owner: Talker) -> None:
    await begins_product(owner, "Andaliman kering")
    await owner.sends("andaliman")
    owner.sees("Pilih salah satu tombol di bawah.", "Pilih kelompok besarnya.")
    await owner.sends("2")
    owner.sees("Kopi & rempah. Yang mana?")
    await owner.sends("REMPAH & BUMBU")
    owner.sees("Tersimpan: Rempah & bumbu.")


@pytest.mark.covers("tap:form:explain", "happy", "restarted", "stale")
async def test_hs_code_is_explained_and_may_be_unknown(clinic: Clinic, owner: Talker) -> None:
    await goes_to(owner, "Kode HS")
    explain = owner.finds("Jelaskan HS")
    await clinic.restarts()
    await owner.taps("Jelaskan HS")
    owner.sees("HS, kode barang", "Kode ini menentukan bea", "Apa sebutan sehari-hari produk ini?")
    await owner.taps("Tidak tahu, bantu saya")
    owner.sees("Tersimpan: Tidak tahu, bantu saya.", asks_of_product(6, "Kapasitas"))
    await owner.taps_again(explain, "Jelaskan HS")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees(asks_of_product(6, "Kapasitas"))


async def test_hs_code_is_found_by_words_and_picked(owner: Talker) -> None:
    await goes_to(owner, "Kode HS")
    await owner.sends("qwrtz")
    owner.sees("Sebutan itu belum kami kenal.", "Boleh juga lengkapi nanti.")
    await owner.sends("andaliman kering")
    owner.sees("Ini usulan kami.", "1. 0910.99", "2. 2103.90")
    await owner.taps("Pakai 2103.90")
    owner.sees("Tersimpan: 2103.90.", asks_of_product(6, "Kapasitas"))


async def test_hs_code_is_typed(owner: Talker) -> None:
    await goes_to(owner, "Kode HS")
    await owner.sends("0910.99")
    owner.sees("Tersimpan: 0910.99.")


async def test_capacity_needs_amount_and_unit(owner: Talker) -> None:
    await goes_to(owner, "Kapasitas")
    await owner.sends("banyak")
    owner.sees("Kira-kira saja.\nBerapa yang sanggup Anda buat?", "Contoh: 50 kg/minggu")
    await owner.sends("50")
    owner.sees("Tulis satuannya juga, misalnya kg.")
    await owner.sends("2 ton sebulan")
    owner.sees("2 ton sebulan. Apakah sudah benar?", buttons=["Benar", "Hanya saat musim", *LAST])
    await owner.sends("50 kg seminggu")
    owner.sees("Pilih salah satu tombol di bawah.")
    await owner.sends("kembali")
    await owner.sends("50 kg/minggu")
    owner.sees("50 kg seminggu, kira-kira 217 kg sebulan. Apakah sudah benar?")
    await owner.taps("Benar")
    owner.sees("Tersimpan: 50 kg seminggu, kira-kira 217 kg sebulan.", asks_of_product(7, "Harga"))


async def test_price_is_asked_with_what_it_is_for(owner: Talker) -> None:
    await goes_to(owner, "Harga")
    await owner.sends("murah")
    owner.sees("Kami perlu angkanya.\nBerapa harga jualnya?", "Contoh: Rp85.000, atau 85rb")
    await owner.sends("5 dolar")
    owner.sees("Tulis harganya dalam rupiah.")
    await owner.sends("1,5 juta")
    owner.sees("Rp1.500.000 untuk berapa?", buttons=["1 kg", "1 kemasan", "1 buah", *LAST])
    await owner.taps("1 kg")
    owner.sees("Tersimpan: Rp1.500.000 per kg.", asks_of_product(8, "Masa simpan"))


async def test_price_of_a_pack_asks_what_it_holds(owner: Talker) -> None:
    await goes_to(owner, "Harga")
    await owner.sends("85rb")
    await owner.taps("1 kemasan")
    await owner.sends("kecil")
    owner.sees("Kami perlu angkanya.", "Berapa isi 1 kemasan?")
    await owner.sends("100g")
    owner.sees("Tersimpan: Rp85.000 per kemasan 100 g.")
    await owner.sends("kembali")
    owner.sees("Berapa isi 1 kemasan?")
    await owner.sends("kembali")
    await owner.taps("1 kg")
    owner.sees("Tersimpan: Rp85.000 per kg.", asks_of_product(8, "Masa simpan"))


async def test_shelf_life_is_a_time_or_was_never_tested(owner: Talker) -> None:
    await goes_to(owner, "Masa simpan")
    await owner.sends("lama")
    owner.sees("Kira-kira saja.\nBerapa lama produk ini tahan?")
    await owner.sends("setahun")
    owner.sees("Tersimpan: 12 bulan.")
    await owner.sends("kembali")
    owner.sees("Sekarang tertulis: 12 bulan")
    await owner.taps("Belum pernah diuji")
    owner.sees("Tersimpan: Belum pernah diuji.", asks_of_product(9, "Surat yang sudah ada"))


async def test_craft_is_not_asked_how_long_it_keeps(owner: Talker) -> None:
    await begins_product(owner, "Tas rotan", "Kerajinan & kain", "Rotan & anyaman")
    owner.sees(asks(3, "Cerita produk", total=TOTAL_OF_PRODUCT - 1))


@pytest.mark.covers("tap:form:done", "stale", "restarted")
async def test_several_papers_are_chosen_and_dropped(clinic: Clinic, owner: Talker) -> None:
    await goes_to(owner, "Surat yang sudah ada")
    await owner.taps("P-IRT")
    await owner.sends("3")
    owner.sees("Terpilih: P-IRT, Halal")
    await owner.taps("Belum ada")
    owner.sees("Terpilih: Belum ada")
    await owner.taps("Halal")
    await owner.taps("BPOM MD")
    owner.sees("Terpilih: BPOM MD, Halal")
    await owner.taps("Buang Halal")
    owner.sees("Terpilih: BPOM MD\n")
    done = owner.finds("Selesai memilih")
    await clinic.restarts()
    await owner.taps("Selesai memilih")
    owner.sees("Tersimpan: BPOM MD.", asks_of_product(10, "Negara tujuan"))
    await owner.taps_again(done, "Selesai memilih")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees(asks_of_product(10, "Negara tujuan"))


async def test_papers_none_of_which_are_chosen_may_be_left(owner: Talker) -> None:
    await goes_to(owner, "Surat yang sudah ada")
    await owner.sends("selesai")
    owner.sees("Belum ada isinya.", "Boleh juga lengkapi nanti.")
    await owner.taps("Halal")
    await owner.taps("Buang Halal")
    await owner.taps("Lengkapi nanti")
    owner.sees("Baik, surat yang sudah ada boleh menyusul.", asks_of_product(10, "Negara tujuan"))


async def test_destinations_are_typed_and_found_on_later_pages(owner: Talker) -> None:
    await goes_to(owner, "Negara tujuan")
    await owner.sends("jerman")
    owner.sees("Terpilih: Jerman")
    await owner.sends("Wakanda")
    owner.sees("Pilih salah satu tombol di bawah.")
    await owner.taps("Berikutnya")
    first = owner.buttons[0]
    await owner.taps(first)
    owner.sees(f"Terpilih: Jerman, {first}")
    assert owner.buttons[0] == f"Buang {first}", "the page stays"
    await answers_last(owner, "selesai")
    owner.sees("Periksa produk Anda", f"10. Negara tujuan: Jerman, {first}")


@pytest.mark.covers("tap:form:skip", "happy", "restarted")
async def test_voluntary_questions_are_left_and_filled_on_the_review_page(
    clinic: Clinic, owner: Talker
) -> None:
    await goes_to(owner, "Kapasitas")
    await clinic.restarts()
    await owner.taps("Lengkapi nanti")
    owner.sees("Baik, kapasitas boleh menyusul.", asks_of_product(7, "Harga"))
    await leaves_the_rest(owner)
    owner.sees("Periksa produk Anda", "6. Kapasitas: lengkapi nanti")
    await owner.taps("Isi kapasitas")
    await owner.sends("50 kg")
    await owner.taps("Hanya saat musim")
    owner.sees("6. Kapasitas: 50 kg sebulan, hanya saat musim")
    assert "Ubah kapasitas" in owner.buttons
    await owner.taps("Kirim produk")
    owner.sees(f"Produk terkirim, lengkap 4 dari {TOTAL_OF_PRODUCT}.")
