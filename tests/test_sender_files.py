"""Files from the bot: of this machine, or those that Telegram has."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import outbox
from bot.api import BotApi, Flooded, NotSent, Refused, Sent, Unknown, classify
from bot.request import AiohttpRequest, LocalFile
from simulator.files import MAX_UPLOAD, Upload
from simulator.world import World
from tests.post import NOW, Post, keys
from tests.processes import closed_port, served

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT = b"PK\x03\x04" + bytes(range(256)) * 400 + b"\r\n--x\r\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "17-1"
    file.write_bytes(CONTENT)
    return file


async def puts(post: Post, content: dict[str, Any]) -> None:
    """Commit one row to Ani, and wait for what becomes of it."""

    def work(session: Session) -> None:
        outbox.put(session, post.ani.person.id, content, now=NOW)

    await post.writer.write(work)
    await post.is_idle()


async def test_a_file_of_this_machine(post: Post, table: Path) -> None:
    document = {"path": str(table), "name": "usaha dan produk.xlsx"}
    row = {"document": document, "text": "<b>2</b> usaha", "markup": keys("ya")}
    await puts(post, row)
    message = post.ani.last()
    assert message["document"]["file_name"] == "usaha dan produk.xlsx"
    assert message["document"]["mime_type"] == XLSX
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("2 usaha", "bold")
    assert len(post.ani.buttons(message["message_id"])) == 1
    stored = post.world.files.get(message["document"]["file_id"])
    assert stored is not None
    assert stored.content == CONTENT
    assert (post.row().state, post.row().message_id) == ("sent", message["message_id"])


@pytest.mark.parametrize("kind", ["document", "voice", "photo"])
async def test_a_file_that_telegram_has(post: Post, kind: str) -> None:
    upload = Upload("nib.pdf", CONTENT, "application/pdf")
    file_id = post.photo() if kind == "photo" else post.world.files.add(kind, upload).file_id
    await puts(post, {kind: file_id})
    await puts(post, {kind: file_id, "text": "NIB"})
    first, second = post.ani.received()
    for message in (first, second):
        found = message[kind][-1] if kind == "photo" else message[kind]
        assert found["file_id"] == file_id
    assert "caption" not in first
    assert second["caption"] == "NIB"


async def test_a_file_that_is_not_there_is_a_defect_and_the_lane_goes_on(
    post: Post, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await puts(post, {"document": {"path": str(tmp_path / "none"), "name": "a.xlsx"}})
    assert (post.row().state, post.row().attempts) == ("rejected", 1)
    assert "row 1 refused: the file cannot be read: FileNotFoundError" in caplog.text
    await puts(post, {"document": "BQACAgUAAxkB999999SimulatedFile"})
    await puts(post, {"voice": "BQACAgUAAxkB999999SimulatedFile"})
    await puts(post, {"photo": "BQACAgUAAxkB999999SimulatedFile"})
    await puts(post, {"text": "halo"})
    states = [state for _text, state in post.states()]
    assert states == [*["rejected"] * 4, "sent"]


async def test_a_file_that_is_too_large_does_not_leave(post: Post, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(MAX_UPLOAD + 1)
    before = post.world.calls
    await puts(post, {"document": {"path": str(large), "name": "a.xlsx"}})
    assert post.row().error == "a file of 50000001 bytes is more than Telegram takes"
    assert post.world.calls == before


@pytest.mark.parametrize("trouble", ["500", "429", "refused", "timeout"])
async def test_a_file_is_sent_again_as_any_reply(post: Post, table: Path, trouble: str) -> None:
    faults = post.world.faults
    if trouble == "429":
        faults.too_many("sendDocument", retry_after=0)
    elif trouble.isdecimal():
        faults.fail("sendDocument", status=int(trouble))
    else:
        faults.drop_before("sendDocument", line=trouble)  # type: ignore[arg-type]
    await puts(post, {"document": {"path": str(table), "name": "a.xlsx"}, "text": "halo"})
    assert len(post.ani.received()) == 1
    assert (post.row().state, post.row().attempts) == ("sent", 2)


def test_too_large_is_refused_whatever_server_says_so() -> None:
    assert isinstance(classify(413, b"<html>413 Request Entity Too Large</html>"), Refused)
    assert isinstance(classify(413, b'{"ok": false, "description": "x"}'), Refused)


async def test_the_same_over_a_socket(table: Path) -> None:
    world = World(flood=False)
    ani = world.add_person("Ani", started=True)
    fields = {"chat_id": str(ani.id), "caption": "halo; «dunia»"}
    file = LocalFile("document", table, 'usaha "ö" dan produk.xlsx')
    request = AiohttpRequest(connect_timeout=0.4)
    await request.initialize()
    try:
        nobody = BotApi(request, f"http://127.0.0.1:{closed_port()}", world.token)
        assert isinstance(await nobody.upload("sendDocument", fields, file), NotSent)
        async with served(world) as home:
            api = BotApi(request, home, world.token)
            assert isinstance(await api.upload("sendDocument", fields, file), Sent)
            world.faults.drop_after("sendDocument")
            assert isinstance(await api.upload("sendDocument", fields, file), Unknown)
            world.faults.too_many("sendDocument", retry_after=7)
            assert await api.upload("sendDocument", fields, file) == Flooded(7)
            world.faults.delay("sendDocument", seconds=0.6)
            slow = await api.upload("sendDocument", fields, file, read_timeout=0.1)
            assert slow == Unknown("TimeoutError")
    finally:
        await request.shutdown()
    message = world.phone(ani).received()[0]
    stored = world.files.get(message["document"]["file_id"])
    assert stored is not None
    assert (stored.name, stored.mime, stored.content) == (
        'usaha "ö" dan produk.xlsx',
        XLSX,
        CONTENT,
    )
    assert message["caption"] == "halo; «dunia»"
