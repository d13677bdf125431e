"""Promises of earned runs: what would have scored without mistakes, and whose it is."""

from collections import defaultdict

from mlb_data_platform.simulator.earned_runs import HOME, Inning, Runner
from mlb_data_platform.simulator.records import Movement
from mlb_data_platform.simulator.rosters import Player
from tests.unit.simulator.games import Feed, a_hundred, league, plays_of, sides_of
from tests.unit.simulator.recount import errors_of

STARTER, RELIEVER, BATTER, OTHER = league().book(2024).rosters[147].players[:4]


def scored(player: Player) -> Movement:
    return Movement(player, None, None, "score", "", "", None, 0, pitcher=STARTER)


def runner(player: Player = BATTER, pitcher: Player = STARTER, *, clean: bool = True) -> Runner:
    return Runner(player, pitcher, clean, scored=scored(player))


def test_a_run_that_hits_alone_bring_home_is_earned() -> None:
    inning, man = Inning(), runner()
    inning.reached(man, 1, outs=0)
    inning.went(man, 2, outs=0)
    inning.close()

    assert man.scored is not None
    assert (man.scored.earned, man.scored.team_earned) == (True, True)


def test_whoever_reaches_on_an_error_scores_no_earned_run() -> None:
    inning, man = Inning(), runner(clean=False)
    inning.reached(man, 0, outs=0)
    inning.went(man, 3, outs=0)
    inning.close()

    assert man.scored is not None
    assert not man.scored.earned


def test_after_the_out_that_would_have_been_the_third_no_run_is_earned() -> None:
    inning, man = Inning(missed_outs=1), runner()
    inning.reached(man, HOME, outs=2)
    inning.close()

    assert man.scored is not None
    assert not man.scored.earned


def test_a_base_gained_by_a_passed_ball_does_not_count() -> None:
    inning, man = Inning(), runner()
    inning.reached(man, 0, outs=0)
    inning.went(man, 2, outs=0)

    assert man.base == 2
    assert not man.earned


def test_a_later_hit_makes_the_run_earned_after_all() -> None:
    inning, man = Inning(), runner()
    inning.reached(man, 0, outs=0)
    inning.went(man, 2, outs=0)
    inning.hit(1, outs=1)
    inning.close()

    assert man.scored is not None
    assert man.scored.earned


def test_a_walk_forces_only_whom_it_would_have_forced() -> None:
    inning = Inning()
    first, second = Runner(BATTER, STARTER), Runner(OTHER, STARTER)
    inning.reached(first, 2, outs=0)
    inning.reached(second, 0, outs=0)
    inning.made_room(outs=0)

    assert (first.base, second.base) == (2, 1)


def test_a_hit_pushes_on_whoever_would_stand_in_the_way() -> None:
    inning = Inning()
    first = Runner(BATTER, STARTER)
    inning.reached(first, 0, outs=0)
    inning.reached(Runner(OTHER, STARTER), 1, outs=0)

    assert first.base == 2


def test_a_reliever_has_no_benefit_of_outs_missed_before_him() -> None:
    inning = Inning(missed_outs=1)
    inning.relieved_by(RELIEVER)
    man = runner(pitcher=RELIEVER)
    inning.reached(man, HOME, outs=2)
    inning.close()

    assert man.scored is not None
    assert (man.scored.earned, man.scored.team_earned) == (True, False)


def halves_of(feed: Feed) -> dict[tuple[int, bool], list[Feed]]:
    halves: dict[tuple[int, bool], list[Feed]] = defaultdict(list)
    for play in plays_of(feed):
        halves[play["about"]["inning"], play["about"]["isTopInning"]].append(play)
    return halves


def mistakes_in(plays: list[Feed]) -> bool:
    """Say whether a half inning had an error, a passed ball or a runner for free."""
    mistakes = [credit for play in plays for credit in errors_of(play)]
    kinds = {r["details"]["eventType"] for p in plays for r in p["runners"]}
    events = {e["details"].get("eventType") for p in plays for e in p["playEvents"]}
    return bool(mistakes) or "passed_ball" in kinds or "runner_placed" in events


def test_every_run_of_a_half_inning_without_mistakes_is_earned() -> None:
    for feed in a_hundred():
        for plays in halves_of(feed).values():
            runs = [
                r["details"] for p in plays for r in p["runners"] if r["movement"]["end"] == "score"
            ]
            if not mistakes_in(plays):
                assert all(run["earned"] and not run["teamUnearned"] for run in runs)


def test_nobody_who_reached_by_a_mistake_scores_an_earned_run() -> None:
    seen = 0
    for feed in a_hundred():
        for plays in halves_of(feed).values():
            by_mistake: set[int] = set()
            for play in plays:
                batter = play["matchup"]["batter"]["id"]
                if play["result"]["eventType"] in ("field_error", "catcher_interf"):
                    by_mistake.add(batter)
                else:
                    by_mistake.discard(batter)
                for run in play["runners"]:
                    who = run["details"]["runner"]["id"]
                    if run["movement"]["end"] == "score" and who in by_mistake:
                        seen += 1
                        assert not run["details"]["earned"]
                        assert run["details"]["teamUnearned"]
    assert seen > 5


def test_after_three_outs_and_missed_outs_no_run_counts_against_the_club() -> None:
    for feed in a_hundred():
        for plays in halves_of(feed).values():
            missed = 0
            for play in plays:
                outs = play["count"]["outs"]
                for run in play["runners"]:
                    if run["movement"]["end"] == "score" and outs + missed >= 3 and missed:
                        over = outs - sum(r["movement"]["isOut"] for r in play["runners"])
                        if over + missed >= 3:
                            assert run["details"]["teamUnearned"]
                missed += play["result"]["eventType"] == "field_error"


def test_a_clubs_earned_runs_are_those_of_its_pitchers_less_what_only_they_bear() -> None:
    for feed in a_hundred():
        for _, top, _, other in sides_of(feed):
            runs = [
                r["details"]
                for p in plays_of(feed)
                if p["about"]["isTopInning"] == top
                for r in p["runners"]
                if r["movement"]["end"] == "score"
            ]
            earned = sum(not run["teamUnearned"] for run in runs)
            assert other["teamStats"]["pitching"]["earnedRuns"] == earned


def test_a_run_is_charged_to_a_pitcher_of_the_club_in_the_field() -> None:
    for feed in a_hundred():
        for _, top, _, other in sides_of(feed):
            for play in plays_of(feed):
                for run in play["runners"]:
                    scores = run["movement"]["end"] == "score"
                    if play["about"]["isTopInning"] == top and scores:
                        pitcher = run["details"]["responsiblePitcher"]["id"]
                        assert pitcher in other["pitchers"]
