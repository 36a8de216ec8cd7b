"""Photos of a product: albums, small ones, replacing, ordering, far too many."""

import pytest
from sqlalchemy import select

from models.product import Product
from tests.errands import asks_of_product, begins_product, leaves_the_rest, registers
from tests.talk import Clinic, Talker

BELOW = ["Selesai", "Hapus satu foto", "Ganti satu foto", "Atur urutan", "Kembali", "Beranda"]


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    owner = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await registers(owner, "Teri Saut", regency="tapteng")
    await begins_product(owner, "Teri asin", "Ikan", "nanti")
    return owner


async def sends_it(owner: Talker) -> list[int]:
    """Leave the rest, send the product; gives its photos."""
    with owner.clinic.in_short(f"{owner.name} leaves the rest and sends the product."):
        await owner.taps("Selesai")
        while "Periksa produk Anda" not in owner.last:
            await owner.sends("nanti")
        await owner.taps("Kirim produk")
    with owner.clinic.database.read() as session:
        return list(session.scalars(select(Product)).one().answers["photos"])


@pytest.mark.covers("file", "happy")
async def test_album_with_a_small_photo_is_counted_in_one_message(
    clinic: Clinic, owner: Talker
) -> None:
    before = len(owner.phone.received())
    await owner.sends_photos(4, small=3)
    owner.sees(
        "Foto masuk: 4 dari 5.",
        "Foto 3 terlalu kecil, tulisannya sulit dibaca.",
        buttons=BELOW,
    )
    assert len(owner.phone.received()) == before + 1
    assert await sends_it(owner) == [1, 2, 3, 4]
    assert clinic.is_open


@pytest.mark.covers("tap:form:photos", "restarted", "stale")
async def test_one_photo_is_replaced(clinic: Clinic, owner: Talker) -> None:
    await owner.sends_photos(3, small=2)
    old = owner.finds("Ganti satu foto")
    await owner.taps("Ganti satu foto")
    await clinic.restarts()
    await owner.taps("Foto 2")
    owner.sees("Kirim satu foto pengganti untuk foto 2", "WhatsApp sering mengecil")
    await owner.sends_photos(1)
    owner.sees("Foto masuk: 3 dari 5.", buttons=BELOW)
    owner.never_sees_now("terlalu kecil")
    await owner.taps_again(old, "Ganti satu foto")
    owner.was_told("Tombol ini sudah lama.")
    assert await sends_it(owner) == [1, 4, 3]


async def test_who_keeps_the_small_photo_goes_on(owner: Talker) -> None:
    await owner.sends_photos(2, small=1)
    await owner.taps("Ganti satu foto")
    await owner.taps("Foto 1")
    await owner.taps("Pakai foto 1 saja")
    owner.sees("Foto masuk: 2 dari 5.", buttons=BELOW)
    assert await sends_it(owner) == [1, 2]


async def test_one_photo_is_removed_and_another_comes_first(owner: Talker) -> None:
    await owner.sends_photos(3)
    await owner.taps("Hapus satu foto")
    owner.sees("Foto mana yang dihapus?", buttons=["Foto 1", "Foto 2", "Foto 3", *BELOW[-2:]])
    await owner.taps("Foto 2")
    owner.sees("Foto masuk: 2 dari 5.")
    await owner.taps("Atur urutan")
    owner.sees("Foto mana yang menjadi foto pertama?")
    await owner.taps("Foto 2")
    owner.sees("Foto masuk: 2 dari 5.")
    assert await sends_it(owner) == [3, 1]


async def test_last_photo_is_removed(owner: Talker) -> None:
    await owner.sends_photos(1)
    await owner.taps("Hapus satu foto")
    await owner.taps("Foto 1")
    owner.sees(asks_of_product(4, "Foto produk"), "Kirim 1 sampai 5 foto.")
    await owner.sends("selesai")
    owner.sees("Belum ada isinya.")


@pytest.mark.no_transcript
async def test_thirty_photos_at_once_are_kept_and_the_first_five_used(owner: Talker) -> None:
    before = len(owner.phone.received())
    await owner.sends_photos(30)
    owner.sees("Foto masuk: 30. Untuk satu produk cukup 5.", "Foto mana yang dipakai?")
    assert len(owner.phone.received()) == before + 1
    await owner.sends_photos(1)
    owner.sees("Sudah ada 30 foto.")
    await owner.taps("Pakai 5 pertama")
    owner.sees("Foto masuk: 5 dari 5.", buttons=BELOW)
    assert await sends_it(owner) == [1, 2, 3, 4, 5]


@pytest.mark.covers("tap:form:done", "invalid")
@pytest.mark.covers("tap:form:photos", "invalid")
async def test_forged_buttons_take_no_photo_too_many(owner: Talker) -> None:
    await owner.sends_photos(6)
    subject, revision = owner.finds("Pakai 5 pertama")[1].split(":")[3:5]
    await owner.forges(f"1:form:done:{subject}:{revision}")
    owner.sees("Masih terlalu banyak, paling banyak 5.")
    await owner.forges(f"1:form:photos:{subject}:{revision}:replace.9")
    await owner.sends_photos(1)
    owner.sees("Foto masuk: 7.")


async def test_album_is_interrupted_by_a_restart(clinic: Clinic, owner: Talker) -> None:
    await owner.sends_photos(2)
    await clinic.closes()
    await owner.sends_photos(2)
    clinic.passes(minutes=10)
    await clinic.opens()
    owner.sees("Foto masuk: 4 dari 5.", buttons=BELOW)
    assert await sends_it(owner) == [1, 2, 3, 4]


async def test_words_where_photos_are_asked(owner: Talker) -> None:
    await owner.sends("nanti saya foto")
    owner.sees("Di sini kami perlu foto. Tekan tanda klip, lalu pilih foto.")
    await owner.sends("nanti")
    owner.sees("Jawaban ini kami perlukan.", asks_of_product(4, "Foto produk"))
    await owner.sends_photos(1)
    await owner.sends("bagus kan?")
    owner.sees("Di sini kami perlu foto.")
    assert "Selesai" in owner.buttons
    await owner.sends("selesai")
    owner.sees("Tersimpan: 1 foto.")


async def test_document_where_photos_are_asked_is_kept(owner: Talker) -> None:
    await owner.sends_document("foto.pdf")
    owner.sees("Kiriman Anda tersimpan.", "Di sini kami perlu foto.")
    assert "Kirim ke petugas" in owner.buttons


async def test_photos_are_changed_on_the_review_page(owner: Talker) -> None:
    await owner.sends_photos(2)
    await owner.sends("selesai")
    await leaves_the_rest(owner)
    await owner.taps("Ubah foto")
    owner.sees("Foto masuk: 2 dari 5.")
    await owner.sends_photos(1)
    await owner.taps("Selesai")
    owner.sees("Periksa produk Anda", "4. Foto produk: 3 foto")
