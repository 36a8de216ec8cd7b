"""The owner's tasks: lists, cards and evidence of every kind, in talk."""

import pytest
from sqlalchemy import select

from models.person import Role
from models.task import Evidence, EvidenceState, Task, TaskState
from tests.mentored import Mentored, begin
from tests.talk import Clinic, Talker

_OF_AN_ITEM = ("see", "answer", "anew", "back", "decline", "about")


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def mentor(clinic: Clinic) -> Talker:
    with clinic.in_short("Dewi Lubis is a mentor."):
        return await clinic.staff("Dewi Lubis", role=Role.MENTOR)


async def in_mentoring(clinic: Clinic, owner: Talker, mentor: Talker | None = None) -> Mentored:
    with clinic.in_short("Rehulina's business and its coffee are approved."):
        await owner.starts()
        return begin(clinic, owner, mentor)


def sent(clinic: Clinic) -> list[Evidence]:
    with clinic.database.read() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def states(clinic: Clinic) -> dict[str, str]:
    with clinic.database.read() as session:
        return {task.code: task.state for task in session.scalars(select(Task))}


@pytest.mark.covers("/tugas", "happy")
@pytest.mark.covers("tap:task:lists", "happy")
@pytest.mark.covers("tap:task:page", "happy")
@pytest.mark.covers("tap:task:open", "happy")
async def test_photos_then_figures_for_an_item(
    clinic: Clinic, owner: Talker, mentor: Talker
) -> None:
    await in_mentoring(clinic, owner, mentor)
    await owner.sends("/tugas")
    owner.sees("Tugas Kopi Deleng", "Kopi bubuk: 0 dari", "Tiga langkah berikut:")
    await owner.taps("Lihat semua langkah")
    await owner.taps("Kopi bubuk 0%")
    await owner.taps("Buka 4")
    owner.sees("Isi/berat bersih", "Cara: timbang 5 kemasan", "Bukti: foto, 5 angka.")
    await owner.sends_photo()
    owner.sees("Masuk: 1.")
    await owner.taps("Selesai")
    owner.sees("Berapa hasil ukurnya?")
    await owner.sends("kurang lebih segitu")
    owner.sees("Kami perlu angkanya.")
    await owner.sends("250 251 248 250 249")
    owner.sees("Selisih terbesar 0,8%, batasnya 3%", "Terkirim ke Dewi Lubis", "Berikutnya:")
    (one,) = sent(clinic)
    assert one.answers["figures"] == ["250", "251", "248", "250", "249"]
    await owner.taps("Kerjakan berikutnya")
    owner.sees("Foto produk dari depan")


@pytest.mark.covers("/tugas", "restarted")
@pytest.mark.covers("tap:task:list", "happy", "restarted")
@pytest.mark.covers("tap:task:lists", "restarted")
@pytest.mark.covers("tap:task:page", "restarted")
@pytest.mark.covers("tap:task:open", "restarted")
@pytest.mark.covers("tap:item:see", "happy", "restarted")
@pytest.mark.covers("tap:item:anew", "happy", "restarted")
@pytest.mark.covers("tap:item:about", "happy", "restarted")
@pytest.mark.covers("tap:item:back", "happy", "restarted")
async def test_a_restart_is_not_noticed(clinic: Clinic, owner: Talker) -> None:
    await in_mentoring(clinic, owner)
    await clinic.restarts()
    await owner.sends("/tugas")
    await owner.taps("Lihat semua langkah")
    await owner.taps("Kopi bubuk 0%")
    await owner.taps("Semua")
    await owner.taps("Berikutnya")
    await owner.taps("Buka 7")
    await owner.taps("Kembali")
    await owner.taps("Kerjakan 1")
    with clinic.in_short("Rehulina sends an album of three photos."):
        await owner.sends_photos(3)
    await clinic.restarts()
    await owner.sends_photo(caption="sisi belakang")
    owner.sees("Masuk: 4.")
    await owner.taps("Selesai")
    owner.sees("Terkirim ke petugas", "Pendamping Anda akan ditunjuk.")
    (one,) = sent(clinic)
    assert (len(one.answers["files"]), one.answers["words"]) == (4, "sisi belakang")
    await owner.taps("Ganti bukti")
    owner.sees("menunggu diperiksa")
    await owner.taps("Penjelasan")
    owner.sees("Sumbernya pengetahuan umum.")
    await owner.taps("Kembali")
    await owner.taps("Ganti bukti")
    await owner.sends_photo()
    await owner.taps("Selesai")
    assert [e.state for e in sent(clinic)] == [EvidenceState.REPLACED, EvidenceState.WAITING]
    await owner.taps("Ganti bukti")
    await owner.taps("Tarik bukti")
    owner.sees("Bukti ditarik.", "Kirim buktinya sekarang.")
    assert states(clinic) == {"G01": TaskState.TODO, "G07": TaskState.TODO}


@pytest.mark.covers("tap:item:answer", "happy", "restarted")
@pytest.mark.covers("tap:item:decline", "happy", "restarted")
async def test_what_does_not_apply(clinic: Clinic, owner: Talker) -> None:
    case = await in_mentoring(clinic, owner)
    await clinic.restarts()
    await owner.sends("/tugas")
    await owner.forges(f"1:task:open:{case.product.id}:0:F06")
    owner.sees("halal", "Apakah semua bahan produk ini halal?")
    await owner.taps("Tidak")
    owner.sees("Tercatat: tidak.", "tidak halal")
    await owner.taps("Kembali")
    await owner.forges(f"1:task:open:{case.product.id}:0:G05")
    await owner.taps("Ajukan tidak berlaku")
    owner.sees("Mengapa langkah ini tidak berlaku?")
    await owner.taps("Alasan lain")
    await owner.sends("Kopi ini dijual curah, tanpa kode.")
    owner.sees("Terkirim ke petugas")
    (one,) = sent(clinic)
    assert (one.kind, one.answers["reason"]) == ("not_applicable", "other")


@pytest.mark.covers("tap:item:answer", "stale")
@pytest.mark.covers("tap:item:anew", "stale")
@pytest.mark.covers("tap:item:back", "stale")
@pytest.mark.covers("tap:item:see", "stale")
@pytest.mark.covers("tap:item:decline", "stale")
@pytest.mark.covers("tap:task:open", "stale")
@pytest.mark.covers("tap:task:page", "stale")
@pytest.mark.covers("tap:task:list", "stale")
@pytest.mark.covers("tap:task:lists", "stale")
async def test_old_buttons_show_what_is_true_now(clinic: Clinic, owner: Talker) -> None:
    case = await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    listing = owner.finds("Lihat semua langkah")
    first = owner.finds("Kerjakan 1")
    await owner.taps("Kerjakan 1")
    decline = owner.finds("Ajukan tidak berlaku")
    back_to_list = owner.finds("Kembali")
    await owner.sends_photo()
    await owner.taps("Selesai")
    see = owner.finds("Ganti bukti")
    await owner.taps("Ganti bukti")
    again, withdraw = owner.finds("Ganti bukti"), owner.finds("Tarik bukti")
    with clinic.database.write() as session:
        task = session.scalars(select(Task)).one()
        task.state, task.revision, task.waiting_since = "accepted", task.revision + 1, None
    await owner.taps_again(withdraw, "Tarik bukti")
    owner.sees("Bukti itu sudah diperiksa atau diganti.", "Diterima")
    await owner.taps_again(again, "Ganti bukti")
    owner.sees("Diterima")
    await owner.taps_again(see, "Ganti bukti")
    owner.sees("Diterima")
    await owner.taps_again(first, "Kerjakan 1")
    owner.sees("Diterima")
    await owner.taps_again(decline, "Ajukan tidak berlaku")
    await owner.taps("Bahannya tidak halal")
    owner.was_told("Langkah ini sudah diterima.")
    await owner.taps_again(listing, "Lihat semua langkah")
    owner.sees("Daftar yang mana?")
    await owner.taps_again(back_to_list, "Kembali")
    owner.sees("Tugas Kopi Deleng")
    await owner.forges(f"1:task:page:{case.product.id}:0:todo.999")
    owner.sees("Halaman 8 dari 8")
    await owner.forges(f"1:task:open:{case.product.id}:0:F06")
    no = owner.finds("Tidak")
    await owner.taps("Tidak")
    await owner.taps_again(no, "Tidak")
    owner.sees("tidak halal")


@pytest.mark.covers("tap:task:open", "invalid")
@pytest.mark.covers("tap:task:page", "invalid")
@pytest.mark.covers("tap:task:list", "invalid")
@pytest.mark.covers("tap:task:lists", "invalid")
@pytest.mark.covers("tap:item:see", "invalid")
@pytest.mark.covers("tap:item:answer", "invalid")
@pytest.mark.covers("tap:item:anew", "invalid")
@pytest.mark.covers("tap:item:about", "invalid", "stale")
@pytest.mark.covers("tap:item:back", "invalid")
@pytest.mark.covers("tap:item:decline", "invalid")
async def test_somebody_elses_tasks_are_not_shown(clinic: Clinic, owner: Talker) -> None:
    case = await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    await owner.taps("Kerjakan 1")
    stranger = clinic.person("Budi")
    await stranger.starts()
    entry = case.product.id
    for verb, subject, choice in (
        ("task:open", entry, ":G01"),
        ("task:open", entry, ":ZZZ"),
        ("task:page", entry, ":todo.0"),
        ("task:page", entry, ":nonsense"),
        ("task:list", case.business.id, ""),
        ("task:lists", case.business.id, ""),
        *((f"item:{name}", 1, "") for name in _OF_AN_ITEM),
    ):
        await stranger.forges(f"1:{verb}:{subject}:1{choice}")
        stranger.never_saw("Kopi")
    assert states(clinic) == {"G01": TaskState.TODO}
    assert sent(clinic) == []


async def test_before_there_is_anything_to_do(owner: Talker) -> None:
    await owner.starts()
    await owner.sends("/tugas")
    owner.sees("Tugas dimulai sesudah usaha Anda terdaftar.")


async def test_a_video_that_is_too_long_and_a_sticker(clinic: Clinic, owner: Talker) -> None:
    case = await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    await owner.forges(f"1:task:open:{case.product.id}:0:G06")
    await owner.sends_video(seconds=45)
    owner.sees("Videonya terlalu panjang, paling lama 20 detik.")
    await owner.sends_sticker()
    await owner.sends("tidak bisa difoto")
    owner.sees("Di sini kami perlu foto atau berkas.")
    await owner.sends_video(seconds=12)
    await owner.taps("Selesai")
    owner.sees("Terkirim ke petugas")


@pytest.mark.covers("tap:item:use", "happy", "restarted", "stale", "invalid")
async def test_a_photo_with_no_item_open(clinic: Clinic, owner: Talker) -> None:
    await in_mentoring(clinic, owner)
    await owner.sends_photo()
    owner.sees("Kiriman tersimpan. Untuk langkah yang mana?", "1. Foto produk dari depan")
    await clinic.restarts()
    use = owner.finds("Untuk 1")
    await owner.taps("Untuk 1")
    owner.sees("Masuk: 1.")
    await owner.taps("Selesai")
    owner.sees("Terkirim ke petugas")
    await owner.taps_again(use, "Untuk 1")
    owner.sees("menunggu diperiksa")
    await owner.forges("1:item:use:99:1:x")
    assert len(sent(clinic)) == 1


async def test_photos_of_a_card_that_was_left_and_opened_again(
    clinic: Clinic, owner: Talker
) -> None:
    await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    await owner.taps("Kerjakan 1")
    await owner.sends_photo()
    await owner.sends("/tugas")
    await owner.taps("Kerjakan 1")
    owner.sees("Kirim buktinya sekarang.")
    await owner.sends_photo()
    owner.sees("Masuk: 2.")
    assert sent(clinic) == []
    await owner.taps("Selesai")
    owner.sees("Terkirim ke petugas")
    (one,) = sent(clinic)
    assert len(one.answers["files"]) == 2


async def test_photos_of_a_measurement_that_was_left_and_opened_again(
    clinic: Clinic, owner: Talker
) -> None:
    case = await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    await owner.forges(f"1:task:open:{case.product.id}:0:G04")
    await owner.sends_photo()
    await owner.sends("/beranda")
    await owner.forges(f"1:task:open:{case.product.id}:0:G04")
    await owner.sends_photo()
    owner.sees("Masuk: 2.")
    await owner.taps("Selesai")
    owner.sees("Berapa hasil ukurnya?")
    await owner.sends("/beranda")
    await owner.forges(f"1:task:open:{case.product.id}:0:G04")
    await owner.sends("250 251 248 250 249")
    owner.sees("Terkirim ke petugas")
    (one,) = sent(clinic)
    assert len(one.answers["files"]) == 2


@pytest.mark.no_transcript
@pytest.mark.parametrize("is_open", [True, False], ids=["of an open step", "of no step"])
async def test_thirty_photos_at_once(clinic: Clinic, owner: Talker, *, is_open: bool) -> None:
    await in_mentoring(clinic, owner)
    await owner.sends("/tugas")
    if is_open:
        await owner.taps("Kerjakan 1")
    count = len(owner.phone.received())
    await owner.sends_photos(30)
    assert len(owner.phone.received()) == count + 1, "one message counts them"
    if not is_open:
        owner.sees("30 kiriman tersimpan.")
        await owner.taps("Untuk 1")
    owner.sees("Masuk: 30.")
    await owner.taps("Pakai 10 pertama")
    owner.sees("Masuk: 10.")
    await owner.taps("Selesai")
    owner.sees("Terkirim ke petugas")
    assert len(sent(clinic)[0].answers["files"]) == 10
