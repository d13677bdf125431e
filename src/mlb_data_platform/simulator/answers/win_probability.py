"""Answers `winProbability` and `contextMetrics`: the plays again, with what they were worth."""

from collections.abc import Iterator

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.answers.games import feed_asked, fixture_asked
from mlb_data_platform.simulator.answers.listings import render_listing
from mlb_data_platform.simulator.calendar import AUTOMATIC_RUNNER_SINCE
from mlb_data_platform.simulator.json_tree import branch, branches, number
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.win_odds import (
    AUTOMATIC_RUNNER,
    EMPTY,
    LAST_INNING,
    Bases,
    Moment,
    chance_between_halves,
    home_win_chance,
    leverage,
)

_OUTS_IN_A_HALF = 3
_NO_AT_BAT = frozenset(
    {
        "walk",
        "intent_walk",
        "hit_by_pitch",
        "sac_fly",
        "sac_bunt",
        "sac_fly_double_play",
        "sac_bunt_double_play",
        "catcher_interf",
    }
)
_FLAGS = {
    "grounded_into_double_play": ("b_gnd_into_dp", "t_double_play"),
    "double_play": ("t_double_play",),
    "strikeout_double_play": ("t_double_play",),
    "sac_fly_double_play": ("b_sac_fly", "t_double_play"),
    "sac_bunt_double_play": ("b_sac_bunt", "t_double_play"),
    "triple_play": ("t_triple_play",),
    "sac_fly": ("b_sac_fly",),
    "sac_bunt": ("b_sac_bunt",),
    "intent_walk": ("b_ibb",),
}


def _win_probability(asked: Asked) -> list[Json]:
    """Answer every play with the home club's chances after it, in percent."""
    feed = feed_asked(asked)
    plays = branches(feed, "liveData", "plays", "allPlays")
    over = _is_over(feed)
    answer, before = [], 50.0
    for play, moment in zip(plays, _moments(feed, plays), strict=True):
        after = _percent(_chance_after(play, moment, over=over and play is plays[-1]))
        answer.append(
            {
                **{name: value for name, value in play.items() if name not in _LAST},
                **_credits(play),
                "homeTeamWinProbability": after,
                "awayTeamWinProbability": 100.0 - after,
                "homeTeamWinProbabilityAdded": after - before,
                "contextMetrics": {},
                **{name: play[name] for name in _LAST if name in play},
                "leverageIndex": round(leverage(moment), 2),
            }
        )
        before = after
    return answer


_LAST = ("playEndTime", "atBatIndex")


def _context_metrics(asked: Asked) -> Json:
    """Answer the listing of a game and who is likely to win it, in percent."""
    feed = feed_asked(asked)
    plays = branches(feed, "liveData", "plays", "allPlays")
    chance = 0.5
    if plays:
        *_, moment = _moments(feed, plays)
        chance = _chance_after(plays[-1], moment, over=_is_over(feed))
    league, fixture = asked.league, fixture_asked(asked)
    listing = league.listings(fixture)[-1]
    home = _percent(chance)
    return {
        "game": {
            **render_listing(league, listing, {"probablePitcher"}),
            "gameId": branch(feed, "gameData", "game")["id"],
        },
        **{f"{field}FieldSacFlyProbability": {} for field in ("left", "center", "right")},
        "awayWinProbability": 100.0 - home,
        "homeWinProbability": home,
    }


def _percent(chance: float) -> float:
    return round(100 * chance, 1)


def _is_over(feed: Json) -> bool:
    return branch(feed, "gameData", "status")["abstractGameState"] == "Final"


def _moments(feed: Json, plays: list[Json]) -> Iterator[Moment]:
    """Yield the state of the game in which each play began."""
    season = int(str(branch(feed, "gameData", "game")["season"]))
    automatic = season >= AUTOMATIC_RUNNER_SINCE
    bases, outs, lead = EMPTY, 0, 0
    half: tuple[object, object] | None = None
    for play in plays:
        inning, top = number(play, "about", "inning"), bool(branch(play, "about")["isTopInning"])
        if half != (inning, top):
            half, outs = (inning, top), 0
            bases = AUTOMATIC_RUNNER if automatic and inning > LAST_INNING else EMPTY
        yield Moment(inning, top, outs, bases, lead, automatic)
        bases, outs, lead = _bases_after(play), _outs_after(play), _lead_after(play)


def _chance_after(play: Json, moment: Moment, *, over: bool) -> float:
    """Return the home club's chance once a play is over."""
    lead, outs = _lead_after(play), _outs_after(play)
    if over and lead:
        return float(lead > 0)
    if outs >= _OUTS_IN_A_HALF:
        return chance_between_halves(moment.inning, moment.top, lead, moment.automatic_runner)
    return home_win_chance(moment._replace(outs=outs, bases=_bases_after(play), lead=lead))


def _bases_after(play: Json) -> Bases:
    matchup = branch(play, "matchup")
    return ("postOnFirst" in matchup, "postOnSecond" in matchup, "postOnThird" in matchup)


def _outs_after(play: Json) -> int:
    return number(play, "count", "outs")


def _lead_after(play: Json) -> int:
    return number(play, "result", "homeScore") - number(play, "result", "awayScore")


def _credits(play: Json) -> Json:
    """Return who is credited with a plate appearance and an at bat, and what was special."""
    matchup = branch(play, "matchup")
    kind = str(branch(play, "result").get("eventType"))
    shares = ("pa",) if kind in _NO_AT_BAT else ("ab", "pa")
    people = {"b": branch(matchup, "batter"), "p": branch(matchup, "pitcher")}
    return {
        "credits": [
            {"player": {"id": person["id"], "link": person["link"]}, "credit": f"{letter}_{share}"}
            for share in shares
            for letter, person in people.items()
        ],
        "flags": [{"credit": flag} for flag in _FLAGS.get(kind, ())],
    }


ROUTES: Routes = (
    ("/api/v1/game/{game_pk:int}/winProbability", _win_probability),
    ("/api/v1/game/{game_pk:int}/contextMetrics", _context_metrics),
)
