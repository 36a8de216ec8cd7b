"""Ways through the demo that several tests go: registering, describing a product, the queue."""

from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser import OnPhone, Screen
from tests.errands import TOTAL, TOTAL_OF_PRODUCT, asks, asks_of_product
from tests.pictures import picture

JAKARTA = ZoneInfo("Asia/Jakarta")
LARGE = (1280, 960)
SMALL = (320, 240)


def comes_in(owner: OnPhone) -> None:
    """MULAI, and to the consent."""
    owner.start()
    owner.sees("Selamat datang di Klinik Ekspor Sumut")
    owner.tap("Daftarkan usaha saya")
    owner.sees("Izin pendampingan", "UU 27/2022")


def leaves_the_voluntary(owner: OnPhone) -> None:
    """Lengkapi nanti from the fifth question on, to the review page."""
    puts_off(owner, range(5, TOTAL + 1), TOTAL)
    owner.sees("Periksa jawaban Anda", "9. Pernah ekspor: lengkapi nanti")


def puts_off(owner: OnPhone, numbers: range, total: int) -> None:
    """Lengkapi nanti, so many times."""
    for number in numbers:
        owner.sees(asks(number, total=total))
        owner.tap("Lengkapi nanti")


def answers_the_voluntary(owner: OnPhone) -> None:
    """All five, to the review page."""
    owner.sees(asks(5, "Alamat usaha"))
    owner.says("Jl. Udara 12, Desa Gurusinga, Kec. Berastagi")
    owner.sees(asks(6, "Penjualan setahun"))
    owner.tap("Di bawah Rp300 juta")
    owner.sees(asks(7, "Mulai usaha"))
    owner.says("2015")
    owner.sees(asks(8, "NIB"))
    owner.says("9120000000001")
    owner.sees(asks(9, "Pernah ekspor"))
    owner.tap("Pernah, lewat orang lain")
    puts_off(owner, range(10, TOTAL + 1), TOTAL)
    owner.sees("Periksa jawaban Anda", "5. Alamat usaha: Jl. Udara 12", "7. Mulai usaha: 2015")
    owner.sees("6. Penjualan setahun: Di bawah Rp300 juta", "8. NIB: 9120000000001")
    owner.sees("9. Pernah ekspor: Pernah, lewat orang lain")


def becomes_morning(screen: Screen) -> None:
    """Move the clock to the next Monday to Thursday, 8 to 16: no quiet hours."""
    now = screen.later(3600)
    while now.astimezone(JAKARTA).weekday() > 3 or not 8 <= now.astimezone(JAKARTA).hour < 16:
        now = screen.later(3600)


def registers(owner: OnPhone) -> None:
    """From MULAI to the receipt, with what is compulsory."""
    comes_in(owner)
    owner.tap("Setuju")
    owner.sees(asks(1))
    owner.says("Sada Deleng")
    owner.sees(asks(2))
    owner.says("Rehulina Br. Ginting")
    owner.sees(asks(3))
    owner.press("Kirim nomor saya")
    owner.sees(asks(4))
    owner.says("karo")
    leaves_the_voluntary(owner)
    owner.tap("Kirim pendaftaran")
    owner.sees("Pendaftaran terkirim", "KE-2026-00004")


def describes_a_product(owner: OnPhone) -> None:
    """Tambah produk, and to the question about photos."""
    owner.tap("Tambah produk")
    owner.sees(asks_of_product(1, "Nama produk"))
    owner.says("Andaliman kering Deleng")
    owner.sees(asks_of_product(2, "Kelompok produk"))
    owner.tap("Kopi & rempah")
    owner.sees("Yang mana?")
    owner.tap("Rempah & bumbu")
    owner.sees(asks_of_product(3, "Cerita produk"))
    owner.says("Andaliman liar, dipetik tangan, dijemur di para-para.")
    owner.sees(asks_of_product(4, "Foto produk"))


def sends_three_photos(owner: OnPhone) -> None:
    """An album whose second picture is too small, and another in its place."""
    owner.sends_photos(picture(*LARGE, seed=1), picture(*SMALL, seed=2), picture(*LARGE, seed=3))
    owner.sees("Foto masuk: 3 dari 5", "Foto 2 terlalu kecil")
    owner.sees_photos(3, width=LARGE[0])
    owner.tap("Ganti satu foto")
    owner.sees("Foto mana yang diganti?")
    owner.tap("Foto 2")
    owner.sees("Kirim satu foto pengganti untuk foto 2")
    owner.sends_photos(picture(*LARGE, seed=4))
    owner.sees("Foto masuk: 3 dari 5")
    owner.sees_photos(1, width=LARGE[0])
    expect(owner.messages("terlalu kecil")).to_have_count(0)
    owner.tap("Selesai")
    owner.sees("Tersimpan: 3 foto")


def tells_what_buyers_ask(owner: OnPhone) -> None:
    """HS code, capacity, price and how long it keeps."""
    owner.sees(asks_of_product(5, "Kode HS"))
    owner.says("andaliman kering")
    owner.sees("Ini usulan kami")
    owner.tap("Pakai 0910.99")
    owner.sees(asks_of_product(6, "Kapasitas"))
    owner.says("50 kg/minggu")
    owner.sees("Apakah sudah benar?")
    owner.tap("Benar")
    owner.sees(asks_of_product(7, "Harga"))
    owner.says("85rb")
    owner.sees("Rp85.000 untuk berapa?")
    owner.tap("1 kemasan")
    owner.sees("Berapa isi 1 kemasan?")
    owner.says("100g")
    owner.sees(asks_of_product(8, "Masa simpan"))
    owner.says("setahun")


def chooses_papers_and_countries(owner: OnPhone) -> None:
    """Some of many, twice, and to the review page."""
    for question, choice in ((asks_of_product(9), "P-IRT"), (asks_of_product(10), "Jerman")):
        owner.sees(question)
        owner.tap(choice)
        owner.sees(f"Terpilih: {choice}")
        owner.tap("Selesai memilih")
    puts_off(owner, range(11, TOTAL_OF_PRODUCT + 1), TOTAL_OF_PRODUCT)
    owner.sees("Periksa produk Anda")


def waits_at(staff: OnPhone, number: int) -> None:
    """Through the queue to one entry, by Berikutnya."""
    staff.tap("Buka antrean")
    for passed in range(1, number):
        staff.sees(f"Pendaftaran KE-2026-{passed:05d}")
        staff.tap("Berikutnya")
    staff.sees(f"Pendaftaran KE-2026-{number:05d}")
