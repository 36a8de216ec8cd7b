"""What the peers ask: twelve updates and seventeen calls of the Bot API a registration.

An entry (`/daftar`), ten answers of which four are taps, and a tap that sends: as many updates
as the shipped registration, with texts and buttons of the same size.
"""

from dataclasses import dataclass

TOKEN = "1:peer"  # noqa: S105  # the stub takes any
SEND = "send"


@dataclass(frozen=True)
class Question:
    """A question; `choices` are buttons, none: the answer is typed."""

    field: str
    text: str
    choices: tuple[tuple[str, ...], ...] = ()


_CONSENT = """Izin pendampingan
Yang kami simpan: nama, nomor HP, kabupaten, data usaha, izin usaha.
Gunanya: menilai usaha, mendampingi Anda, mengundang pelatihan, membuat laporan.
Yang melihat: petugas provinsi, petugas kabupaten Anda, kurator, dan pendamping.
Lamanya: selama Anda dibina, paling lama 24 bulan sesudah tidak aktif.
Hak Anda: melihat, memperbaiki, membatasi, menghapus. Kami jawab paling lama 3×24 jam."""

QUESTIONS = (
    Question("consent", _CONSENT, (("Setuju", "Baca dulu"), ("Tidak setuju",))),
    Question("name", "1 dari 9: Nama usaha\nApa nama usaha Anda?\nContoh: Kopi Deleng"),
    Question("owner", "2 dari 9: Nama pemilik\nSiapa nama pemilik usaha?"),
    Question("phone", "3 dari 9: Nomor HP\nBerapa nomor HP Anda?\nContoh: 0812-6000-0001"),
    Question("regency", "4 dari 9: Kabupaten atau kota\nDi mana tempat usaha Anda?"),
    Question("address", "5 dari 9: Alamat usaha\nTulis jalan, desa, dan kecamatan."),
    Question(
        "turnover",
        "6 dari 9: Penjualan setahun\nKira-kira berapa penjualan Anda setahun?",
        (
            ("Di bawah Rp300 juta", "Rp300 juta–2 miliar"),
            ("Rp2–15 miliar", "Rp15–50 miliar"),
            ("Di atas Rp50 miliar",),
        ),
    ),
    Question("founded", "7 dari 9: Mulai usaha\nTahun berapa usaha ini mulai?\nContoh: 2015"),
    Question("nib", "8 dari 9: NIB\nBerapa NIB Anda?", (("Belum punya NIB", "Lengkapi nanti"),)),
    Question(
        "exported",
        "9 dari 9: Pernah ekspor\nApakah produk Anda pernah dijual ke luar negeri?",
        (("Belum pernah", "Pernah, langsung"), ("Pernah, lewat orang lain",)),
    ),
)


def review(answers: dict[str, str]) -> str:
    """What is shown before sending."""
    lines = [f"{number}. {answer}" for number, answer in enumerate(answers.values(), start=1)]
    return "\n".join(["Periksa jawaban Anda", *lines, "Apakah sudah benar semua?"])


REVIEW_BUTTONS = (("Kirim pendaftaran",),)


def sent(number: int) -> str:
    """What is shown after sending."""
    return f"Pendaftaran terkirim. Terima kasih.\nNomor Anda: KE-2026-{number:05}"
