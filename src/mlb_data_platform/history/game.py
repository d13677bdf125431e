"""A game's feed: whose identity is what, which parts there are, and a fan's words for them."""

from collections.abc import Mapping

from mlb_data_platform.history.change import Element, Standing
from mlb_data_platform.history.matching import SAYS_THE_SAME
from mlb_data_platform.history.subject import Namer, Place, Subject
from mlb_data_platform.history.words import ordinal, person_at, text_at

_PLAY = "liveData.plays.allPlays.*"
_EVENT = f"{_PLAY}.playEvents.*"
_RUNNER = f"{_PLAY}.runners.*"
_CREDIT = f"{_RUNNER}.credits.*"
_INNING = "liveData.plays.playsByInning.*"
_HIT = f"{_INNING}.hits.*.*"
_CLUB = "liveData.boxscore.teams.*"
_MAN = f"{_CLUB}.players.*"
_BEST = "liveData.boxscore.topPerformers.*"

_PLAY_KEYS = (
    ("playEvents.playId",),
    ("about.startTime", "matchup.batter.id"),
    SAYS_THE_SAME,
    ("about.inning", "about.halfInning", "matchup.batter.id"),
    ("about.startTime",),
    ("about.atBatIndex", "about.inning", "about.halfInning"),
)
_EVENT_KEYS = (
    ("playId",),
    ("startTime", "type", "details.event"),
    ("startTime", "type"),
    SAYS_THE_SAME,
    ("index", "type"),
)
_RUNNER_KEYS = (
    ("details.runner.id", "details.playIndex", "movement.start", "movement.end"),
    ("details.runner.id", "details.playIndex", "movement.start"),
    ("details.runner.id", "movement.start"),
    ("details.runner.id",),
)

_NUMBERS = frozenset({"atBatIndex", "index", "pitchNumber", "playIndex"})
_NUMBERING = (
    f"{_PLAY}.atBatIndex",
    f"{_PLAY}.about.atBatIndex",
    f"{_PLAY}.pitchIndex",
    f"{_PLAY}.actionIndex",
    f"{_PLAY}.runnerIndex",
    f"{_EVENT}.index",
    f"{_EVENT}.pitchNumber",
    f"{_RUNNER}.details.playIndex",
    f"{_INNING}.startIndex",
    f"{_INNING}.endIndex",
    f"{_INNING}.top",
    f"{_INNING}.bottom",
    "liveData.plays.scoringPlays",
)
_VOLATILE = (
    "copyright",  # a whole feed as the answer of diffPatch has none
    "metaData.wait",
    "metaData.timeStamp",
    "metaData.gameEvents",
    "metaData.logicalEvents",
    # Only the play of the moment carries them.
    f"{_PLAY}.matchup.batterHotColdZones",
    f"{_PLAY}.matchup.batterHotColdZoneStats",
    f"{_PLAY}.matchup.pitcherHotColdZones",
    f"{_PLAY}.matchup.pitcherHotColdZoneStats",
)


def _name_play(play: Element) -> Place:
    about = f"{_half(play.either)}, {person_at(play.either, 'matchup', 'batter')}"
    if play.pattern != _PLAY:
        return Place(f"current play, {about}")
    number = play.path[-1]
    return Place(f"play {number}, {about}", {"at_bat_index": number}, is_main=True)


def _half(play: object) -> str:
    inning = text_at(play, "about", "inning")
    half = text_at(play, "about", "halfInning")
    return f"{half} {ordinal(int(inning))}" if inning.isdecimal() else "inning not told"


def _name_event(event: Element) -> Place:
    index = event.path[-1]
    number = text_at(event.either, "pitchNumber")
    is_pitch = text_at(event.either, "isPitch") == "true" and number
    words = f"pitch {number} (event {index})" if is_pitch else f"event {index}"
    return Place(words, {"event_index": index})


def _name_runner(runner: Element) -> Place:
    name = person_at(runner.either, "details", "runner")
    return Place(f"runner {name}", {"runner_index": runner.path[-1]})


def _name_credit(credit: Element) -> Place:
    where = text_at(credit.either, "position", "abbreviation")
    who = text_at(credit.either, "player", "id")
    return Place(f"fielder {where or who}", {"fielder_id": int(who) if who.isdecimal() else None})


def _name_inning(inning: Element) -> Place:
    number = inning.path[-1]
    words = text_at(inning.either, "num")
    counted = int(words) if words.isdecimal() else int(number) + 1
    return Place(f"inning {counted}", {"inning": counted})


def _name_hit(hit: Element) -> Place:
    return Place(f"ball hit by {person_at(hit.either, 'batter')}")


def _name_side(side: Element) -> Place:
    return Place(str(side.path[-1]), {"side": side.path[-1]})


def _name_club(club: Element) -> Place:
    team = club.either.get("team", club.either) if isinstance(club.either, Mapping) else {}
    name = text_at(team, "name") or "club"
    return Place(f"{name} ({club.path[-1]})", {"side": club.path[-1]})


def _name_man(man: Element) -> Place:
    name = text_at(man.either, "fullName") or person_at(man.either, "person")
    number = int(str(man.path[-1]).removeprefix("ID"))
    return Place(name, {"player_id": number}, is_main=True)


def _name_by(*path: str) -> Namer:
    return lambda element: Place(text_at(element.either, *path) or str(element.path[-1]))


def _tell_event(event: object) -> str:
    return text_at(event, "details", "description") or text_at(event, "details", "event")


def _tell_play(play: object) -> str:
    event, description = text_at(play, "result", "event"), text_at(play, "result", "description")
    return ": ".join(filter(None, (event, description))) or "not over yet"


def _tell_runner(runner: object) -> str:
    start = text_at(runner, "movement", "start") or "home plate"
    is_out = text_at(runner, "movement", "isOut") == "true"
    end = text_at(runner, "movement", "end") or text_at(runner, "movement", "outBase") or "nowhere"
    return f"{start} to {end}, {'out' if is_out else 'safe'}"


def _tell_note(note: object) -> str:
    return text_at(note, "value") or "no text"


def _tell_credit(credit: object) -> str:
    return text_at(credit, "credit")


GAME = Subject(
    facts={
        "coded_state": ("gameData", "status", "codedGameState"),
        "state": ("gameData", "status", "detailedState"),
        "away_team": ("gameData", "teams", "away", "name"),
        "home_team": ("gameData", "teams", "home", "name"),
        "official_date": ("gameData", "datetime", "officialDate"),
        "away_runs": ("liveData", "linescore", "teams", "away", "runs"),
        "home_runs": ("liveData", "linescore", "teams", "home", "runs"),
        "plays": ("liveData", "plays", "allPlays", "*"),
    },
    shown=(("state", ("state",)), ("score", ("away_runs", "home_runs")), ("plays", ("plays",))),
    keys={
        _PLAY: _PLAY_KEYS,
        _EVENT: _EVENT_KEYS,
        "liveData.plays.currentPlay.playEvents.*": _EVENT_KEYS,
        _RUNNER: _RUNNER_KEYS,
        "liveData.plays.currentPlay.runners.*": _RUNNER_KEYS,
        _CREDIT: (("player.id", "credit"), ("player.id",), ("position.code",)),
        _INNING: (),
        _HIT: (("batter.id", "inning", "coordinates.x"), ("batter.id", "inning"), ("batter.id",)),
        f"{_CLUB}.info.*": (("title",),),
        "liveData.boxscore.officials.*": (("officialType",), ("official.id",)),
        _BEST: (("player.person.id", "type"), ("player.person.id",)),
    },
    numbers=_NUMBERS,
    branches=(
        (f"{_PLAY}.playEvents", "events"),
        (f"{_INNING}.hits", "balls in play"),
        ("liveData.plays", "plays"),
        (f"{_MAN}.seasonStats", "season totals"),
        ("liveData.boxscore", "box score"),
        ("liveData.linescore", "line score"),
        ("liveData.decisions", "decisions"),
        ("liveData.leaders", "leaders"),
        ("gameData.players", "people"),
        ("gameData", "game"),
        ("metaData", "metadata"),
        ("copyright", "metadata"),
    ),
    order=(
        "plays",
        "events",
        "box score",
        "line score",
        "decisions",
        "balls in play",
        "game",
        "people",
        "leaders",
        "season totals",
        "metadata",
    ),
    standings=(
        *((pattern, Standing.NUMBERING) for pattern in _NUMBERING),
        *((pattern, Standing.VOLATILE) for pattern in _VOLATILE),
        (f"{_MAN}.seasonStats", Standing.CONSEQUENCE),
        (f"{_BEST}.player", Standing.REPEAT),
    ),
    repeats=(("liveData.plays.currentPlay", ("liveData", "plays", "allPlays", -1)),),
    names={
        _PLAY: _name_play,
        "liveData.plays.currentPlay": _name_play,
        _EVENT: _name_event,
        _RUNNER: _name_runner,
        _CREDIT: _name_credit,
        _INNING: _name_inning,
        _HIT: _name_hit,
        "liveData.linescore.innings.*": _name_inning,
        "liveData.linescore.innings.*.*": _name_side,
        "liveData.linescore.teams.*": _name_side,
        _CLUB: _name_club,
        _MAN: _name_man,
        f"{_CLUB}.info.*": _name_by("title"),
        f"{_CLUB}.info.*.fieldList.*": _name_by("label"),
        f"{_CLUB}.note.*": _name_by("label"),
        "liveData.boxscore.info.*": _name_by("label"),
        "liveData.boxscore.officials.*": _name_by("officialType"),
        _BEST: lambda best: Place(f"top performer {person_at(best.either, 'player', 'person')}"),
        "gameData.players.*": _name_man,
        "gameData.teams.*": _name_club,
    },
    gists={
        _PLAY: _tell_play,
        _EVENT: _tell_event,
        _RUNNER: _tell_runner,
        _CREDIT: _tell_credit,
        _HIT: lambda hit: text_at(hit, "description"),
        _BEST: lambda best: f"as {text_at(best, 'type')}",
        f"{_CLUB}.info.*.fieldList.*": _tell_note,
        f"{_CLUB}.note.*": _tell_note,
        "liveData.boxscore.info.*": _tell_note,
        "liveData.boxscore.officials.*": lambda official: person_at(official, "official"),
    },
)
