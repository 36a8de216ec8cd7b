"""The first words with Telegram."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, BaseHandler

from bot.api import BotApi, Sent
from bot.config import Config
from bot.request import JsonRequest

logger = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyHandler = BaseHandler[Any, Any, Any]

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


def application(
    config: Config, request: JsonRequest, handlers: Sequence[AnyHandler]
) -> AnyApplication:
    """PTB's application without its own ways of fetching, queueing and scheduling."""
    built = (
        ApplicationBuilder()
        .token(config.telegram.token.get_secret_value())
        .base_url(f"{config.telegram.api_url}/bot")
        .base_file_url(f"{config.telegram.api_url}/file/bot")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .job_queue(None)
        .build()
    )
    built.add_handlers(handlers)
    return built


async def telegram(application: AnyApplication) -> None:
    """No network is a waiting bot, not a dead one."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            logger.error("Telegram refuses the token (telegram.token); trying again")  # noqa: TRY400
        except TelegramError as error:
            logger.warning("Telegram does not answer yet: %s", type(error).__name__)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def publish_commands(api: BotApi, lists: Sequence[dict[str, Any]]) -> None:
    """Let Telegram show the commands; tried until it takes them."""
    for params in lists:
        pause = _FIRST_PAUSE
        while not isinstance(outcome := await api.call("setMyCommands", params), Sent):
            logger.warning("the command lists were not taken: %s", outcome)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
