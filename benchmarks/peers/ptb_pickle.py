"""python-telegram-bot with `ConversationHandler` and `PicklePersistence`.

After its `examples/persistentconversationbot.py` (states by `range`, answers in `user_data`,
`Application.run_polling`) and `examples/inlinekeyboard2.py` (`query.answer`, then
`query.edit_message_text`). Usage: ptb_pickle.py URL FILE
"""

import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,  # noqa: TID251  # what the shipped bot is compared with
    MessageHandler,
    PicklePersistence,  # noqa: TID251  # as above
    filters,
)

from benchmarks.peers.questions import QUESTIONS, REVIEW_BUTTONS, TOKEN, review, sent

REVIEW = len(QUESTIONS)


def _keyboard(rows: tuple[tuple[str, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(word, callback_data=word) for word in row] for row in rows]
    )


async def _show(update: Update, text: str, rows: tuple[tuple[str, ...], ...] = ()) -> None:
    query = update.callback_query
    if query is not None:
        await query.answer()
        await query.edit_message_text(text=text, reply_markup=_keyboard(rows))
    elif update.message is not None:
        await update.message.reply_text(text, reply_markup=_keyboard(rows))


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask the first question."""
    if context.user_data is not None:
        context.user_data["answers"] = {}
    await _show(update, QUESTIONS[0].text, QUESTIONS[0].choices)
    return 0


async def answered(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the answer and ask the next question, or show all."""
    answers: dict[str, str] = (context.user_data or {})["answers"]
    step = len(answers)
    answers[QUESTIONS[step].field] = _given(update)
    if step + 1 == REVIEW:
        await _show(update, review(answers), REVIEW_BUTTONS)
    else:
        await _show(update, QUESTIONS[step + 1].text, QUESTIONS[step + 1].choices)
    return step + 1


async def send(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the registration."""
    known: dict[Any, Any] = context.user_data if context.user_data is not None else {}
    known.setdefault("registrations", []).append(known.pop("answers"))
    number = context.bot_data["number"] = context.bot_data.get("number", 0) + 1
    await _show(update, sent(number))
    return int(ConversationHandler.END)


def _given(update: Update) -> str:
    if update.callback_query is not None:
        return update.callback_query.data or ""
    return (update.message and update.message.text) or ""


def main(url: str, file: str) -> None:
    """Run until SIGTERM."""
    typed: BaseHandler[Any, Any, Any] = MessageHandler(filters.TEXT & ~filters.COMMAND, answered)
    tapped: BaseHandler[Any, Any, Any] = CallbackQueryHandler(answered)
    conversation = ConversationHandler(
        entry_points=[CommandHandler("daftar", start)],
        states={
            **{
                state: [tapped if question.choices else typed]
                for state, question in enumerate(QUESTIONS)
            },
            REVIEW: [CallbackQueryHandler(send)],
        },
        fallbacks=[CommandHandler("daftar", start)],
        name="registration",
        persistent=True,
    )
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{url}/bot")
        .persistence(PicklePersistence(filepath=file))
        .build()
    )
    application.add_handler(conversation)
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
