"""Promises of decisions: winner, loser, save, holds and blown saves, by the rules."""

from collections import Counter
from collections.abc import Iterator

from tests.unit.simulator.games import Feed, a_hundred, lines_of, plays_of, sides_of
from tests.unit.simulator.recount import is_pitching_change


def side_that_won(feed: Feed) -> tuple[Feed, Feed]:
    last = plays_of(feed)[-1]["result"]
    teams = feed["liveData"]["boxscore"]["teams"]
    names = ("home", "away") if last["homeScore"] > last["awayScore"] else ("away", "home")
    return teams[names[0]], teams[names[1]]


def runs_in_order(feed: Feed) -> Iterator[tuple[bool, Feed, int]]:
    """Yield (scored in the top, run, home lead after it)."""
    lead = 0
    for play in plays_of(feed):
        for runner in play["runners"]:
            if runner["movement"]["end"] == "score":
                top = play["about"]["isTopInning"]
                lead += -1 if top else 1
                yield top, runner["details"], lead


def entries(feed: Feed) -> Iterator[tuple[int, int, int]]:
    """Yield (reliever, lead when he came in, men on base whom he inherited)."""
    inherited = {k: line["inheritedRunners"] for k, line in lines_of(feed, "pitching").items()}
    for play in plays_of(feed):
        sign = 1 if play["about"]["isTopInning"] else -1
        for event in play["playEvents"]:
            if is_pitching_change(event):
                details, pitcher = event["details"], event["player"]["id"]
                lead = (details["homeScore"] - details["awayScore"]) * sign
                yield pitcher, lead, inherited[pitcher]


def test_winner_and_loser_pitched_for_the_clubs_that_won_and_lost() -> None:
    for feed in a_hundred():
        won, lost = side_that_won(feed)
        decisions = feed["liveData"]["decisions"]
        assert decisions["winner"]["id"] in won["pitchers"]
        assert decisions["loser"]["id"] in lost["pitchers"]
        assert decisions.get("save", {"id": won["pitchers"][-1]})["id"] == won["pitchers"][-1]


def test_the_loser_let_in_the_run_that_put_the_others_ahead_for_good() -> None:
    for feed in a_hundred():
        ahead = [(lead, run) for _, run, lead in runs_in_order(feed) if abs(lead) == 1]
        final = list(runs_in_order(feed))[-1][2]
        sign = 1 if final > 0 else -1
        decisive = None
        previous = 0
        for _, run, lead in runs_in_order(feed):
            if lead == sign and previous == 0:
                decisive = run
            previous = lead
        assert ahead
        assert decisive is not None
        loser = feed["liveData"]["decisions"]["loser"]["id"]
        assert loser == decisive["responsiblePitcher"]["id"]


def test_lines_and_decisions_name_the_same_pitchers() -> None:
    for feed in a_hundred():
        lines = lines_of(feed, "pitching")
        for name, key in (("winner", "wins"), ("loser", "losses"), ("save", "saves")):
            marked = [who for who, line in lines.items() if line[key]]
            named = feed["liveData"]["decisions"].get(name)
            assert marked == ([named["id"]] if named else [])


def test_a_starter_wins_only_after_five_innings() -> None:
    for feed in a_hundred():
        won, _ = side_that_won(feed)
        starter = won["pitchers"][0]
        if feed["liveData"]["decisions"]["winner"]["id"] == starter:
            assert lines_of(feed, "pitching")[starter]["outs"] >= 15


def test_saves_holds_and_blown_saves_begin_with_a_lead() -> None:
    seen: Counter[str] = Counter()
    for feed in a_hundred():
        lines = lines_of(feed, "pitching")
        for pitcher, lead, inherited in entries(feed):
            line = lines[pitcher]
            for name in ("saves", "holds", "blownSaves"):
                seen[name] += line[name]
                assert not line[name] or lead > 0
            narrow = lead <= 3 or lead <= inherited + 2
            assert narrow or not (line["holds"] or line["blownSaves"])
            assert narrow or not line["saves"] or line["outs"] >= 9
    assert min(seen["saves"], seen["holds"], seen["blownSaves"]) > 0


def test_nobody_has_two_of_win_save_and_hold() -> None:
    for feed in a_hundred():
        for line in lines_of(feed, "pitching").values():
            assert line["wins"] + line["saves"] + line["holds"] <= 1
            assert line["saves"] + line["blownSaves"] == line["saveOpportunities"]
            assert not (line["holds"] and line["blownSaves"])


def test_a_blown_save_lost_the_lead() -> None:
    for feed in a_hundred():
        lines = lines_of(feed, "pitching")
        blown = [pitcher for pitcher, line in lines.items() if line["blownSaves"]]
        ties = sum(lead == 0 for _, _, lead in runs_in_order(feed))
        assert len(blown) <= ties


def test_starters_finishers_and_complete_games_are_marked() -> None:
    for feed in a_hundred():
        lines = lines_of(feed, "pitching")
        for _, _, box, _ in sides_of(feed):
            first, last = box["pitchers"][0], box["pitchers"][-1]
            alone = len(box["pitchers"]) == 1
            for pitcher in box["pitchers"]:
                line = lines[pitcher]
                assert line["gamesStarted"] == (pitcher == first)
                assert line["gamesFinished"] == (pitcher == last and not alone)
                assert line["completeGames"] == alone
                assert line["shutouts"] == (alone and line["runs"] == 0)
