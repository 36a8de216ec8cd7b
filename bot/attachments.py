"""What Telegram tells of a file in a message."""

from telegram import Message, Video, VideoNote, Voice

from models.services.files import Sent

_LONGEST_NAME = 120


def attachment(message: Message) -> Sent | None:
    """The file a message carries; none for text, stickers and the like."""
    if message.photo:
        largest = message.photo[-1]
        return Sent(
            "photo",
            largest.file_id,
            largest.file_size,
            width=largest.width,
            height=largest.height,
        )
    if message.voice:
        voice = message.voice
        return Sent("voice", voice.file_id, voice.file_size, duration=_seconds(voice))
    if message.video or message.video_note:
        return _video(message)
    if message.document:
        document = message.document
        name = (document.file_name or "")[:_LONGEST_NAME] or None
        return Sent("document", document.file_id, document.file_size, name)
    return None


def _video(message: Message) -> Sent:
    video = message.video or message.video_note
    if video is None:
        raise ValueError("no video in this message")
    return Sent("video", video.file_id, video.file_size, duration=_seconds(video))


def _seconds(media: Voice | Video | VideoNote) -> int:
    """By way of the raw form: PTB is about to change the type of the attribute."""
    return int(media.to_dict()["duration"])
