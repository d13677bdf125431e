"""A schedule: days, and the games that are listed on each."""

from mlb_data_platform.history.change import Element, Standing
from mlb_data_platform.history.subject import Place, Subject
from mlb_data_platform.history.words import text_at

_GAME = "dates.*.games.*"


def _name_day(day: Element) -> Place:
    date = text_at(day.either, "date")
    return Place(date or "day", {"schedule_date": date})


def _name_game(game: Element) -> Place:
    number = text_at(game.either, "gamePk")
    clubs = [text_at(game.either, "teams", side, "team", "name") for side in ("away", "home")]
    keys = {"game_pk": int(number)} if number.isdecimal() else {}
    return Place(
        f"game {number}, {' at '.join(filter(None, clubs))}".rstrip(", "), keys, is_main=True
    )


def _tell_game(game: object) -> str:
    return text_at(game, "status", "detailedState") or "state not told"


SCHEDULE = Subject(
    facts={"games": ("totalGames",), "days": ("dates", "*")},
    shown=(("games", ("games",)), ("days", ("days",))),
    keys={"dates.*": (("date",),), _GAME: (("gamePk", "gameGuid"), ("gamePk",))},
    branches=(("dates", "listings"), ("copyright", "metadata")),
    order=("listings", "metadata"),
    standings=(("copyright", Standing.VOLATILE),),
    names={
        "dates.*": _name_day,
        _GAME: _name_game,
        f"{_GAME}.teams.*": lambda side: Place(str(side.path[-1]), {"side": side.path[-1]}),
    },
    gists={
        "dates.*": lambda day: f"{text_at(day, 'totalGames') or 'some'} games",
        _GAME: _tell_game,
    },
)
