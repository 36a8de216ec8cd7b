"""Several businesses, several drafts: which one is meant, and nothing gets lost."""

import pytest
from sqlalchemy import select

from models.product import Product
from tests.errands import (
    KOPI,
    TOTAL_OF_PRODUCT,
    asks,
    asks_of_product,
    begins_product,
    registers,
    sends_product,
)
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


async def has_two(owner: Talker) -> None:
    await registers(owner)
    await registers(owner, "Keripik Nenas")


def products(clinic: Clinic) -> list[tuple[int, int, str]]:
    with clinic.database.read() as session:
        found = session.scalars(select(Product).order_by(Product.id))
        return [(p.business_id, p.ordinal, p.name) for p in found]


@pytest.mark.covers("tap:prod:add", "restarted")
@pytest.mark.covers("tap:prod:list", "happy", "restarted")
async def test_product_asks_for_which_business_it_is(clinic: Clinic, owner: Talker) -> None:
    await has_two(owner)
    await owner.sends("/produk")
    owner.sees("Untuk usaha yang mana?", buttons=["Keripik Nenas", KOPI, "Beranda"])
    await clinic.restarts()
    await owner.taps(KOPI)
    owner.sees("Produk Kopi Deleng", "Belum ada produk.")
    await owner.taps("Tambah produk")
    owner.sees(asks_of_product(1, "Nama produk"))
    await owner.sends("Kopi bubuk", "Kopi & rempah", "Kopi & teh", "nanti")
    await owner.sends_photos(1)
    later = ["nanti"] * (TOTAL_OF_PRODUCT - 4)
    with clinic.in_short(
        "She leaves the rest for later and sends, all at once.", but_the_last=True
    ):
        await owner.sends("selesai", *later, "kirim")
    owner.sees("Produk terkirim", "Nomor: KE-2026-00001/1")
    assert products(clinic) == [(1, 1, "Kopi bubuk")]


@pytest.mark.covers("/produk", "restarted")
@pytest.mark.covers("tap:prod:open", "happy", "restarted", "stale")
async def test_products_are_listed_with_their_states(clinic: Clinic, owner: Talker) -> None:
    await registers(owner, "Teri Saut", regency="tapteng")
    await sends_product(owner, "Teri asin")
    await owner.taps("Beranda")
    owner.sees("Produk terkirim: 1. Langkah berikutnya: tunggu kabar kami di sini.")
    see = owner.finds("Lihat produk")
    await owner.taps("Tambah produk lain")
    await owner.sends("Teri kering", "beranda")
    owner.sees("Ada produk yang belum dikirim: 1 jawaban tersimpan.")
    await clinic.restarts()
    clinic.passes(days=20)
    await owner.taps_again(see, "Lihat produk")
    owner.sees("Produk Teri Saut", "1. Teri asin: sedang diperiksa")
    await owner.sends("/produk")
    owner.sees(
        "1. Teri asin: sedang diperiksa", buttons=["Tambah produk", "1. Teri asin", "Beranda"]
    )


async def test_product_before_any_business(owner: Talker) -> None:
    await owner.sends("/produk")
    owner.sees("Daftarkan usaha Anda dulu, lalu tambahkan produknya.")
    await owner.forges("1:prod:add:0:0")
    owner.sees("Daftarkan usaha Anda dulu")


@pytest.mark.covers("tap:prod:add", "invalid", "stale")
@pytest.mark.covers("tap:prod:list", "invalid", "stale")
async def test_product_of_somebody_else_is_not_opened(clinic: Clinic, owner: Talker) -> None:
    await registers(clinic.person("Saut Simanjuntak"), "Teri Saut", phone="0813-6000-0002")
    await has_two(owner)
    await owner.sends("/produk")
    pick = owner.finds(KOPI)
    for verb in ("add", "list"):
        await owner.forges(f"1:prod:{verb}:1:0")
        owner.was_told("tidak ada lagi")
        await owner.forges(f"1:prod:{verb}:99:0")
        owner.was_told("tidak ada lagi")
    await owner.forges("1:form:reopen:1:0:product")
    owner.was_told("tidak ada lagi")
    clinic.passes(days=21)
    await owner.taps_again(pick, KOPI)
    owner.sees("Produk Kopi Deleng")
    add = owner.finds("Tambah produk")
    await begins_to_register(owner)
    await owner.taps_again(add, "Tambah produk")
    owner.sees(asks_of_product(1, "Nama produk"))
    owner.never_saw("Teri Saut")


async def begins_to_register(owner: Talker) -> None:
    await owner.sends("/daftar")
    await owner.sends("Ulos Rehulina")


async def test_add_button_asks_for_which_business(owner: Talker) -> None:
    await has_two(owner)
    await owner.forges("1:prod:add:0:0")
    owner.sees("Untuk usaha yang mana?")
    await owner.taps(KOPI)
    owner.sees(asks_of_product(1, "Nama produk"))


async def test_registration_and_product_are_laid_aside_for_each_other(
    clinic: Clinic, owner: Talker
) -> None:
    await registers(owner)
    await begins_product(owner, "Kopi bubuk", "Kopi & rempah", "Kopi & teh")
    await owner.sends("/daftar")
    await owner.sends("Keripik Nenas", "Rehulina")
    await clinic.restarts()
    await owner.sends("/produk")
    await owner.taps("Tambah produk")
    owner.sees(asks_of_product(3, "Cerita produk"))
    await owner.sends("Kopi arabika dari lereng Sibayak.")
    await owner.sends("/daftar")
    owner.sees(asks(3, "Nomor HP"))
    await owner.sends("/beranda")
    owner.sees("Beranda: Kopi Deleng", "Ada isian yang belum dikirim: 2 jawaban tersimpan.")


async def test_product_is_stopped_and_taken_up_again(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await begins_product(owner, "Kopi bubuk", "Kopi & rempah", "Kopi & teh")
    await owner.sends("batal")
    owner.sees("Isian ditutup. 3 jawaban tetap tersimpan.")
    clinic.passes(days=5)
    await owner.taps("Lanjutkan isian")
    owner.sees(asks_of_product(3, "Cerita produk"))
    await owner.sends("batal")
    await owner.taps("Mulai baru")
    await owner.taps("Buang, mulai baru")
    owner.sees(asks_of_product(1, "Nama produk"))


async def test_each_business_keeps_its_own_draft(owner: Talker) -> None:
    await has_two(owner)
    for name, product in ((KOPI, "Kopi bubuk"), ("Keripik Nenas", "Keripik")):
        await owner.sends("/produk")
        await owner.taps(name)
        await owner.taps("Tambah produk")
        await owner.sends(product)
    await owner.sends("/produk")
    await owner.taps(KOPI)
    await owner.taps("Tambah produk")
    await owner.sends("kembali")
    owner.sees("Sekarang tertulis: Kopi bubuk")
