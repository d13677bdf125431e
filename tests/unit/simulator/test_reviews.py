"""Promises of replay reviews: told where the play is told, and counted against the clubs."""

from collections import Counter
from collections.abc import Iterator

from tests.unit.simulator.games import Feed, a_hundred, plays_of

CREW = {"NH"}


def reviews_of(feed: Feed) -> Iterator[tuple[Feed, str]]:
    """Yield (review, description of what was reviewed)."""
    for play in plays_of(feed):
        if "reviewDetails" in play:
            yield play["reviewDetails"], play["result"]["description"]
        for event in play["playEvents"]:
            if "reviewDetails" in event:
                yield event["reviewDetails"], event["details"]["description"]


def test_what_was_reviewed_says_so() -> None:
    for feed in a_hundred():
        for play in plays_of(feed):
            assert play["about"]["hasReview"] == ("reviewDetails" in play)
            for event in play["playEvents"]:
                assert event["details"]["hasReview"] == ("reviewDetails" in event)


def test_the_description_tells_who_asked_and_what_came_of_it() -> None:
    for feed in a_hundred():
        for review, words in reviews_of(feed):
            fate = "overturned" if review["isOverturned"] else "upheld"
            asked = "challenged" if "challengeTeamId" in review else "Umpire reviewed"
            assert f"call on the field was {fate}: " in words
            assert asked in words


def test_a_club_loses_its_challenge_when_the_call_stands() -> None:
    for feed in a_hundred():
        for side in ("away", "home"):
            club = feed["gameData"]["teams"][side]["id"]
            mine = [r for r, _ in reviews_of(feed) if r.get("challengeTeamId") == club]
            failed = sum(not review["isOverturned"] for review in mine)
            assert feed["gameData"]["review"][side] == {
                "used": len(mine),
                "remaining": 1 - failed,
            }


def test_only_umpires_look_at_home_runs_of_their_own_accord() -> None:
    for feed in a_hundred():
        for review, _ in reviews_of(feed):
            assert (review["reviewType"] in CREW) == ("challengeTeamId" not in review)


def test_managers_challenge_about_every_second_game_and_win_half() -> None:
    fates = Counter(
        review["isOverturned"]
        for feed in a_hundred()
        for review, _ in reviews_of(feed)
        if "challengeTeamId" in review
    )
    assert 30 < fates.total() < 90
    assert 0.3 < fates[True] / fates.total() < 0.7
