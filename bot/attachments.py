"""What Telegram tells of a file in a message."""

from dataclasses import dataclass

from telegram import Message

_LONGEST_NAME = 120


@dataclass(frozen=True)
class Attachment:
    """A photo, voice message, video or document; sizes in bytes, pixels and seconds."""

    kind: str
    telegram_id: str
    size: int | None = None
    name: str | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None


def attachment(message: Message) -> Attachment | None:
    """The file a message carries; none for text, stickers and the like."""
    if message.photo:
        largest = message.photo[-1]
        return Attachment(
            "photo",
            largest.file_id,
            largest.file_size,
            width=largest.width,
            height=largest.height,
        )
    if message.voice:
        voice = message.voice
        return Attachment(
            "voice", voice.file_id, voice.file_size, duration=_seconds(voice.duration)
        )
    if message.video or message.video_note:
        return _video(message)
    if message.document:
        document = message.document
        name = (document.file_name or "")[:_LONGEST_NAME] or None
        return Attachment("document", document.file_id, document.file_size, name)
    return None


def _video(message: Message) -> Attachment:
    video = message.video or message.video_note
    if video is None:
        raise ValueError("no video in this message")
    return Attachment("video", video.file_id, video.file_size, duration=_seconds(video.duration))


def _seconds(duration: object) -> int | None:
    return duration if isinstance(duration, int) else None
