"""aiogram 3 with its states in memory (`MemoryStorage`, the default).

After its `examples/finite_state_machine.py`: a `StatesGroup`, a router, `state.update_data`,
`dispatcher.start_polling`; each state has its handler. Usage: aiogram_memory.py URL FILE; what
it counted goes to FILE at the end, as it keeps nothing itself.
"""

import asyncio
import json
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.peers.questions import QUESTIONS, REVIEW_BUTTONS, TOKEN, review, sent

router = Router()
finished: list[dict[str, str]] = []
count = {"answers": 0}


class Registration(StatesGroup):
    """Where somebody stands."""

    consent = State()
    name = State()
    owner = State()
    phone = State()
    regency = State()
    address = State()
    turnover = State()
    founded = State()
    nib = State()
    exported = State()
    review = State()


STEPS = dict(zip(Registration.__states__, range(len(QUESTIONS)), strict=False))


def _keyboard(rows: tuple[tuple[str, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=word, callback_data=word) for word in row] for row in rows
        ]
    )


async def _keep(
    state: FSMContext, step: int, given: str
) -> tuple[str, InlineKeyboardMarkup | None]:
    """Keep an answer; what to show next."""
    data = await state.update_data({QUESTIONS[step].field: given})
    count["answers"] += 1
    await state.set_state(Registration.__states__[step + 1])
    if step + 1 == len(QUESTIONS):
        return review(data), _keyboard(REVIEW_BUTTONS)
    following = QUESTIONS[step + 1]
    return following.text, _keyboard(following.choices)


@router.message(Command(commands=["daftar"]))
async def command_start(message: Message, state: FSMContext) -> None:
    """Ask the first question."""
    await state.set_state(Registration.consent)
    await message.answer(QUESTIONS[0].text, reply_markup=_keyboard(QUESTIONS[0].choices))


@router.callback_query(Registration.review)
async def process_send(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the registration."""
    finished.append(await state.get_data())
    await state.clear()
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(sent(len(finished)))


def _ask(step: int) -> None:
    """Register the handler of one question."""

    async def process_text(message: Message, state: FSMContext) -> None:
        text, keyboard = await _keep(state, step, message.text or "")
        await message.answer(text, reply_markup=keyboard)

    async def process_tap(query: CallbackQuery, state: FSMContext) -> None:
        text, keyboard = await _keep(state, step, query.data or "")
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text(text, reply_markup=keyboard)

    if QUESTIONS[step].choices:
        router.callback_query.register(process_tap, Registration.__states__[step])
    else:
        router.message.register(process_text, Registration.__states__[step])


async def main(url: str, file: str) -> None:
    """Run until SIGTERM."""
    for step in range(len(QUESTIONS)):
        _ask(step)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    await dispatcher.start_polling(Bot(token=TOKEN, session=session))
    counted = {"answers": count["answers"], "finished": len(finished)}
    await asyncio.to_thread(Path(file).write_text, json.dumps(counted), "utf-8")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
