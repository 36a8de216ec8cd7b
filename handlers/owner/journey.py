"""The way of a business: where it stands, what lifts it further; and word of every move."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.outbox import put_screen
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.texts import Texts, texts
from bot.turn import Turn
from handlers.owner import home
from models.business import Business
from models.errors import NotFoundError
from models.rules import stages as rules
from models.rules.stages import Stage
from models.services import decisions, journeys, products, registration, stages
from models.services.journeys import Told
from models.services.stages import Moved, Standing

TASKS = Tap("task", "list")


def open_journey(turn: Turn) -> None:
    """`[Lihat perjalanan saya]`: of the business it names, of the only one, or of one picked."""
    forms.lay_aside(turn)
    mine = registration.businesses_of(turn.session, turn.person.id)
    number = turn.tap.subject if turn.tap else 0
    if number:
        _open(turn, number)
    elif not mine:
        home.show(turn, lead=turn.say("product.business_first"))
    elif len(mine) == 1:
        _open(turn, mine[0].id)
    else:
        each = [Button(one.name[:40], Tap("way", "open", one.id)) for one in mine[:10]]
        rows = [*in_rows(each), home_row(turn.say)]
        turn.show(Screen(turn.say("product.which_business"), buttons=rows))


def follow(scene: Scene, business_id: int) -> None:
    """Something a stage depends on was changed: bring it up to date, and tell of the move."""
    moved = stages.keep_up(scene.session, business_id, now=scene.now)
    if moved is not None:
        tell(scene, moved)


def tell(scene: Scene, moved: Moved) -> None:
    """Tell each member of a move, in their own language; a stage to be proud of has a picture."""
    if moved.came_from is None and moved.went_to < rules.LISTS:
        return  # where the way begins is told with the decision that began it
    told = journeys.told(scene.session, moved, now=scene.now)
    for person in decisions.people_of(scene.session, told.business):
        screen = notice(scene, told, texts(person.language))
        put_screen(scene.session, person.telegram_id, screen, now=scene.now)
        journeys.picture(scene.session, moved, person, now=scene.now)


def notice(scene: Scene, told: Told, say: Texts) -> Screen:
    """What is said of a move."""
    moved, here = told.moved, told.standing
    name, number = told.business.name, here.stage.code[1:]
    lines = []
    if moved.went_to == rules.INACTIVE:
        lines.append(say("journey.rest", name=name))
    elif moved.came_from == rules.INACTIVE:
        lines.append(say("journey.again", name=name, number=number))
    elif moved.is_up:
        lines.append(say("journey.up", number=number))
        lines.append(say(f"journey.reached.{moved.went_to}", name=name))
        if told.days is not None:
            lines.append(say("journey.work", count=told.done, days=told.days))
    else:
        lines.append(say("journey.back", name=name, number=number))
        lines += [_fact(say, "journey.missing", fact) for fact in moved.lacking]
    if moved.reason:
        lines.append(say("journey.because", reason=moved.reason))
    if moved.went_to == rules.INACTIVE:
        lines.append(say("journey.come_back"))
    else:
        lines.append(_now(scene, say, here))
    if moved.went_to == rules.LISTS and told.mentor is not None:
        lines.append(say("journey.mentor", mentor=told.mentor))
    way = Button(say.plain("journey.open"), Tap("way", "open", told.business.id))
    return Screen("\n".join(lines), buttons=[*_tasks(say, here.stage), [way], home_row(say)])


def _open(turn: Turn, number: int) -> None:
    try:
        business = products.business_for(turn.session, turn.person.id, number)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    turn.show(_screen(turn, business))


def _screen(turn: Turn, business: Business) -> Screen:
    say, zone = turn.say, turn.house.clinic.zone
    here = stages.standing(turn.session, business, now=turn.now)
    lines = [f"<b>{say('journey.title', name=business.name)}</b>"]
    for stage, at in stages.reached(turn.session, business.id):
        if stage != here.stage:
            when = formats.day(at, zone, say.language)
            lines.append(say("journey.passed", stage=home.stage_name(say, stage), when=when))
    lines.append(_here(turn, here))
    lines += [_fact(say, "journey.done", fact) for fact in here.holding]
    lines += [_fact(say, "journey.missing", fact) for fact in here.lacking]
    if here.stage.code == rules.INACTIVE:
        lines.append(say("journey.come_back"))
    elif here.following is not None:
        key = "journey.next" if here.stage.lifts else "journey.next_ruled"
        lines.append(say(key, stage=home.stage_name(say, here.following)))
    see = Button(say.plain("button.see_entry"), Tap("entry", "see", business.id))
    rows = _tasks(say, here.stage) or [[see]]
    return Screen("\n".join(lines), buttons=[*rows, home_row(say)])


def _here(turn: Turn, here: Standing) -> str:
    say, zone = turn.say, turn.house.clinic.zone
    since = formats.day(here.since, zone, say.language)
    line = say("journey.here", stage=home.stage_name(say, here.stage), since=since)
    if here.until is None:
        return line
    until = formats.day(here.until, zone, say.language)
    return f"{line} {say('journey.until', until=until)}"


def _now(scene: Scene, say: Texts, here: Standing) -> str:
    stage = home.stage_name(say, here.stage)
    if here.until is None:
        return say("journey.now", stage=stage)
    until = formats.day(here.until, scene.house.clinic.zone, say.language)
    return say("journey.now_until", stage=stage, until=until)


def _fact(say: Texts, key: str, fact: str) -> str:
    return say(key, fact=say.plain(f"journey.fact.{fact}"))


def _tasks(say: Texts, stage: Stage) -> list[list[Button]]:
    """`[Buka tugas]`, from when there are tasks."""
    if stage.code == rules.INACTIVE or stage.code < rules.LISTS:
        return []
    return [[Button(say.plain("journey.tasks"), TASKS)]]
