"""An owner registers, in talk."""

from tests.talk import Clinic


async def test_owner_registers(clinic: Clinic) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await owner.starts()
    owner.sees("Selamat datang di Klinik Ekspor Sumut")
    await owner.taps("Daftarkan usaha saya")
    owner.sees("Izin pendampingan", buttons=["Setuju", "Baca dulu", "Tidak setuju"])
    await owner.taps("Setuju")
    owner.sees("1 dari 4: Nama usaha", "Apa nama usaha Anda?")
    await owner.sends('Kopi "Deleng"')
    owner.sees("2 dari 4: Nama pemilik")
    await owner.sends("Rehulina Br. Ginting")
    owner.sees("3 dari 4: Nomor HP", buttons=["Kirim nomor saya", "Kembali", "Beranda"])
    await owner.sends("0812-6000")
    owner.sees("Angkanya masih kurang")
    await owner.presses("Kirim nomor saya")
    owner.sees("4 dari 4: Kabupaten atau kota")
    await owner.sends("karo")
    owner.sees(
        "Periksa jawaban Anda", '1. Nama usaha: Kopi "Deleng"', "3. Nomor HP: 0812-6000-0001"
    )
    await owner.sends("ya")
    owner.sees("Pendaftaran terkirim", "KE-2026-00001", "Selasa, 24 Nov 2026")
    await owner.taps("Beranda")
    owner.sees('Beranda: Kopi "Deleng"', "sejak 19 Nov 2026")
