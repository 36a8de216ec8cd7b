"""Coming in: welcome, how it works, help, language, invitations."""

import pytest

from models.person import Role
from models.services import roles
from simulator.methods.profile import scope_key
from tests.errands import KOPI, TOTAL, agrees, answers, asks, fills_all, registers, row_of
from tests.talk import Clinic, Talker

UNUSABLE = "Undangan ini sudah dipakai atau sudah habis masanya."


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("/start", "happy")
@pytest.mark.covers("tap:how:open", "happy")
@pytest.mark.covers("tap:reg:open", "happy")
async def test_newcomer_looks_how_it_works_first(owner: Talker) -> None:
    await owner.starts()
    owner.sees(
        "Selamat datang di Klinik Ekspor Sumut",
        "Gratis, tanpa calo.",
        buttons=["Daftarkan usaha saya", "Lihat cara kerja", "Ganti bahasa"],
    )
    await owner.taps("Lihat cara kerja")
    owner.sees("Empat langkah", buttons=["Daftarkan usaha saya", "Beranda"])
    await owner.taps("Daftarkan usaha saya")
    owner.sees("Izin pendampingan")


@pytest.mark.covers("/beranda", "happy")
async def test_newcomer_writes_before_pressing_start(owner: Talker) -> None:
    await owner.sends("halo")
    owner.sees("Pesan Anda tersimpan", "Anda belum mendaftarkan usaha.")
    await owner.sends("/beranda")
    owner.sees("Langkah berikutnya: daftarkan usaha Anda")


@pytest.mark.covers("/bantuan", "happy")
@pytest.mark.covers("tap:help:open", "happy")
@pytest.mark.covers("tap:home:open", "happy")
async def test_help_is_a_word_or_a_button(owner: Talker) -> None:
    await owner.sends("/bantuan")
    owner.sees("Bantuan", "Kantor:", buttons=["Beranda"])
    await owner.taps("Beranda")
    owner.sees("Beranda")
    await owner.taps("Buka bantuan")
    owner.sees("Menghentikan isian: ketik batal.")


async def test_help_inside_a_form_shows_the_way_back_to_it(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("/bantuan")
    owner.sees("Bantuan", buttons=["Lanjutkan isian", "Beranda"])
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(2, "Nama pemilik"))


async def test_start_by_somebody_who_has_a_business_shows_home(owner: Talker) -> None:
    await registers(owner)
    await owner.starts()
    owner.sees("Beranda: Kopi Deleng", "Anda menunggu: petugas provinsi memeriksa")


@pytest.mark.covers("/start", "restarted")
async def test_start_in_the_middle_of_a_form_welcomes_back(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina Br. Ginting")
    await clinic.restarts()
    await owner.starts()
    owner.sees(
        "Selamat datang kembali. Tidak ada yang hilang.",
        "Berikutnya: Nomor HP.",
        buttons=["Lanjutkan isian", "Beranda"],
    )
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(3, "Nomor HP"), buttons=["Kirim nomor saya", "Kembali", "Beranda"])


async def test_start_before_the_first_answer_keeps_the_question(owner: Talker) -> None:
    await agrees(owner)
    await owner.starts()
    owner.sees("Selamat datang kembali.\nBerikutnya: Nama usaha.")
    await owner.sends(KOPI)
    owner.sees("Tersimpan: Kopi Deleng.")


async def test_start_on_the_review_page_says_only_sending_is_left(owner: Talker) -> None:
    await fills_all(owner)
    await owner.starts()
    owner.sees("Semua jawaban sudah ada, tinggal dikirim.")
    await owner.taps("Lanjutkan isian")
    owner.sees("Periksa jawaban Anda")


async def test_admin_comes_in_by_an_invitation(clinic: Clinic) -> None:
    admin = clinic.person("Rizal Nasution")
    await admin.starts(clinic.invitation(Role.ADMIN))
    admin.sees(
        "Selamat bergabung, Rizal Nasution.\nPeran Anda: admin.",
        "Tidak ada pendaftaran yang menunggu.",
        buttons=["Buka antrean", "Buka pesan", "Ganti bahasa", "Buka bantuan"],
    )
    scope = scope_key({"type": "chat", "chat_id": admin.id})
    assert clinic.world.commands[scope, ""][0]["command"] == "kurasi"


async def test_own_invitation_may_be_opened_again(clinic: Clinic) -> None:
    admin = clinic.person("Rizal Nasution")
    link = clinic.invitation()
    await admin.starts(link)
    await admin.starts(link)
    admin.sees("Selamat bergabung, Rizal Nasution.")


@pytest.mark.covers("/start", "invalid")
async def test_invitation_of_somebody_else_opens_nothing(clinic: Clinic, owner: Talker) -> None:
    link = clinic.invitation()
    with clinic.in_short("Rizal Nasution has used his invitation and forwards it."):
        await clinic.person("Rizal Nasution").starts(link)
    await owner.starts(link)
    owner.sees(UNUSABLE, "Minta undangan baru kepada petugas.", "Anda belum mendaftarkan usaha.")
    with clinic.database.read() as session:
        assert not roles.active(session, [row_of(owner).id])


async def test_expired_invitation_opens_nothing(clinic: Clinic, owner: Talker) -> None:
    link = clinic.invitation()
    clinic.passes(days=15)
    await owner.starts(link)
    owner.sees(UNUSABLE)


async def test_guessed_invitation_opens_nothing(owner: Talker) -> None:
    await owner.starts("r_0000000000000000000000000000AAAA")
    owner.sees(UNUSABLE)
    await owner.starts("r_")
    owner.sees(UNUSABLE)


async def test_link_of_another_purpose_welcomes_all_the_same(owner: Talker) -> None:
    await owner.starts("pameran_medan")
    owner.sees("Selamat datang di Klinik Ekspor Sumut")


async def test_invitation_during_a_form_lays_the_form_aside(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.starts("r_tidak-ada")
    owner.sees(UNUSABLE, f"1 dari {TOTAL} jawaban pendaftaran sudah tersimpan.")
    await owner.sends("halo")
    owner.sees("belum ada pertanyaan yang terbuka")
    await owner.starts(clinic.invitation(Role.CURATOR))
    owner.sees("Peran Anda: kurator.")
    await owner.sends("/daftar")
    owner.sees(asks(2, "Nama pemilik"))


@pytest.mark.covers("/bahasa", "happy")
@pytest.mark.covers("tap:lang:set", "happy")
async def test_language_is_changed_and_changed_back(owner: Talker) -> None:
    await owner.sends("/bahasa")
    owner.sees("Pilih bahasa.\nChoose a language.")
    await owner.taps("English")
    owner.sees("All right, we speak English.", "Welcome to Klinik Ekspor Sumut")
    await owner.sends("/language")
    await owner.taps("Bahasa Indonesia")
    owner.sees("Baik, kita memakai bahasa Indonesia.", "Selamat datang")


@pytest.mark.covers("tap:lang:open", "happy", "restarted")
@pytest.mark.covers("tap:lang:set", "restarted", "stale", "invalid")
async def test_language_buttons_work_for_ever(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    await owner.taps("Ganti bahasa")
    english = owner.finds("English")
    await owner.taps("Beranda")
    await clinic.restarts()
    await owner.taps_again(english, "English")
    owner.sees("All right, we speak English.")
    await owner.taps("Change language")
    owner.sees("Pilih bahasa.", buttons=["Bahasa Indonesia", "English", "Home"])
    await owner.forges("1:lang:set:0:0:xx")
    owner.sees("Baik, kita memakai bahasa Indonesia.")


@pytest.mark.covers("/bantuan", "restarted")
@pytest.mark.covers("/bahasa", "restarted")
@pytest.mark.covers("/beranda", "restarted")
@pytest.mark.covers("/daftar", "restarted")
@pytest.mark.covers("/batal", "restarted")
async def test_commands_answer_after_a_restart(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await clinic.restarts()
    await owner.sends("/bantuan")
    owner.sees("Bantuan")
    await owner.sends("/bahasa")
    owner.sees("Pilih bahasa.")
    await owner.sends("/beranda")
    owner.sees("Beranda: Kopi Deleng")
    await owner.sends("/batal")
    owner.sees("Tidak ada isian yang terbuka.", "Beranda: Kopi Deleng")
    await owner.sends("/daftar")
    owner.sees(asks(1, "Nama usaha"))


@pytest.mark.covers("tap:how:open", "restarted", "stale")
@pytest.mark.covers("tap:help:open", "restarted", "stale")
@pytest.mark.covers("tap:lang:open", "stale")
@pytest.mark.covers("tap:home:open", "restarted", "stale")
@pytest.mark.covers("tap:reg:open", "restarted", "stale")
async def test_buttons_that_lead_somewhere_work_for_ever(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    how, register = owner.finds("Lihat cara kerja"), owner.finds("Daftarkan usaha saya")
    await owner.sends("/beranda")
    help_, language = owner.finds("Buka bantuan"), owner.finds("Ganti bahasa")
    await owner.taps("Buka bantuan")
    home = owner.finds("Beranda")
    await registers(owner)
    await clinic.restarts()
    clinic.passes(days=20)
    await owner.taps_again(how, "Lihat cara kerja")
    owner.sees("Empat langkah")
    await owner.taps_again(help_, "Buka bantuan")
    owner.sees("Bantuan")
    await owner.taps_again(language, "Ganti bahasa")
    owner.sees("Pilih bahasa.")
    await owner.taps_again(home, "Beranda")
    owner.sees("Beranda: Kopi Deleng")
    await owner.taps_again(register, "Daftarkan usaha saya")
    owner.sees(asks(1, "Nama usaha"))
