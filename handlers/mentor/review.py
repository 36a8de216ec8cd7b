"""`/tinjau`: what waits for a mentor, one card after the other."""

from bot import forms, outbox
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.mentor import ending, opening, review_card
from handlers.mentor.place import Place
from handlers.mentor.review_card import FLOW, SLOT
from models.errors import ClinicError, NotFoundError
from models.file import StoredFile
from models.services import files, review_queue
from models.services.review_queue import Case, HeldError, OthersError, StaleError
from models.task import EvidenceState, TaskState

#: Evidence of lists that ended meanwhile is passed over, as far as this.
_MOST_PASSED_OVER = 10
_SENDING = {"photo": "sendPhoto", "video": "sendVideo"}


def open_review(turn: Turn) -> None:
    """`/tinjau` and the button: how much waits."""
    forms.lay_aside(turn)
    opening.show(turn, anew=turn.tap is None)


def start(turn: Turn) -> None:
    """`[Mulai meninjau]`: the first card; the subject may say of which business."""
    forms.lay_aside(turn)
    waits = review_queue.waiting(turn.session, turn.actor)
    total = waits.count + review_queue.count_unassigned(turn.session)
    business_id = turn.tap.subject if turn.tap else 0
    show_next(turn, Place(total=max(total, 1)), business_id=business_id or None)


def choose_owner(turn: Turn) -> None:
    """`[Pilih pemilik]`: whose evidence first?"""
    say = turn.say
    found = review_queue.owners(turn.session, turn.actor)
    if not found:
        opening.show(turn)
        return
    lines = [say("review.which_owner")]
    buttons = []
    for place, one in enumerate(found, start=1):
        name = one.business.name
        lines.append(say("review.owner", place=place, name=name, count=one.count))
        caption = f"{place}. {name}"[:MOST_BUTTON_LETTERS]
        buttons.append(Button(caption, Tap(FLOW, "start", one.business.id)))
    rows = [*in_rows(buttons), last_row(say, opening.OPEN)]
    turn.show(Screen("\n".join(lines), buttons=rows), slot=SLOT)


def see(turn: Turn) -> None:
    """`[◀ Foto] [Foto ▶]`, `[Kembali]`: the card; the choice says which photo."""
    case = held(turn)
    if case is not None:
        place, rest = place_of(turn)
        review_card.show(turn, case, place, photo=int(rest) if rest.isdecimal() else 0)


def show_files(turn: Turn) -> None:
    """`[Lihat kiriman]`: what cannot be the photo of a card, as it was sent."""
    case = held(turn)
    if case is None:
        return
    found = [f for f in review_card.sent_files(turn, case) if f.kind != "photo"]
    if (voice := review_card.spoken(case)) is not None:
        found += files.by_ids(turn.session, [voice])
    for file in found:
        outbox.put(turn.session, turn.chat_id, _as_sent(turn, file), now=turn.now)


def skip(turn: Turn) -> None:
    """`[Lewati]`: somebody else may judge it, or the mentor later."""
    case = held(turn)
    if case is None:
        return
    review_queue.release(turn.session, turn.actor, case.task.id)
    place, _rest = place_of(turn)
    further = place.following(skipped=True)
    show_next(turn, further, business_id=case.business.id, after=case.task.id)


def show_next(
    turn: Turn,
    place: Place,
    *,
    business_id: int | None = None,
    after: int = 0,
    lead: str | None = None,
) -> None:
    """The next card; behind *after* if one was skipped, as what was judged waits no more."""
    behind = after if place.has_skipped else 0
    for _attempt in range(_MOST_PASSED_OVER):
        task = review_queue.following(
            turn.session, turn.actor, now=turn.now, business_id=business_id, after=behind
        )
        if task is None:
            break
        try:
            case = review_queue.claim(turn.session, turn.actor, task.id, now=turn.now)
        except ClinicError:  # its product was taken back, or another mentor was faster
            behind = task.id
            continue
        review_card.show(turn, case, place, lead=lead)
        return
    ending.show(turn, lead=lead)


def place_of(turn: Turn) -> tuple[Place, str]:
    """Where the card of the button stands, and what else the button says."""
    return Place.read(turn.tap.choice if turn.tap else None)


def held(turn: Turn) -> Case | None:
    """The evidence of the button, held anew, if it is still as the card showed it."""
    tap = turn.tap
    task_id, seen = (tap.subject, tap.revision) if tap else (0, 0)
    try:
        case = review_queue.claim(turn.session, turn.actor, task_id, now=turn.now)
        if case.task.revision != seen:
            raise StaleError
    except ClinicError as refusal:
        refused(turn, task_id, refusal)
        return None
    return case


def refused(turn: Turn, task_id: int, refusal: ClinicError) -> None:
    """Say what came between, and show what is to be judged now."""
    if isinstance(refusal, HeldError):
        turn.alert("review.held", by=refusal.by)
        show_next(turn, Place())
        return
    if isinstance(refusal, OthersError):
        turn.alert("review.others", by=refusal.by)
        show_next(turn, Place())
        return
    try:
        found = review_queue.became(turn.session, turn.actor, task_id)
    except NotFoundError:
        turn.alert("review.gone")
        opening.show(turn)
        return
    if found.task.state == TaskState.SENT:
        try:
            case = review_queue.claim(turn.session, turn.actor, task_id, now=turn.now)
        except ClinicError:
            turn.alert("review.gone")
            opening.show(turn)
            return
        turn.alert("review.replaced")
        review_card.show(turn, case, Place())
        return
    if found.evidence is not None and found.evidence.state == EvidenceState.WITHDRAWN:
        turn.alert("review.withdrawn")
    elif found.decided_by is not None:
        turn.alert("review.decided", by=found.decided_by)
    else:
        turn.alert("review.gone")
    show_next(turn, Place())


def _as_sent(turn: Turn, file: StoredFile) -> dict[str, object]:
    if file.kind in {"document", "voice"}:
        return {file.kind: file.telegram_id}
    params = {"chat_id": turn.chat_id, file.kind: file.telegram_id}
    return {"method": _SENDING.get(file.kind, "sendDocument"), "params": params}
