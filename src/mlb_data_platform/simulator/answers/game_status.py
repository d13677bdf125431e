"""The list of game states: a letter for the family, a second one for the reason."""

from collections.abc import Iterator, Mapping

from mlb_data_platform.simulator.plays import Json

_WEATHER_AND_WORSE: Mapping[str, str] = {
    "R": "Rain",
    "S": "Snow",
    "G": "Wet Grounds",
    "V": "Venue",
    "F": "Fog",
    "C": "Cold",
    "B": "Wind",
    "P": "Power",
    "L": "Lightning",
    "D": "Air Quality",
    "I": "Inclement Weather",
    "E": "COVID-19",
    "A": "Tragedy",
}
_DISPUTES: Mapping[str, str] = {
    "A": "Tag play",
    "B": "Touching a base",
    "C": "Force play",
    "D": "Catch/drop in outfield",
    "E": "Slide interference",
    "F": "Close play at 1st",
    "G": "Grounds rule",
    "H": "Home run",
    "I": "Hit by pitch",
    "J": "Pitch Challenge",
    "K": "Record keeping",
    "L": "Multiple issues",
    "M": "Timing play",
    "N": "Fan interference",
    "O": "Fair/foul in outfield",
    "P": "Home-plate collision",
    "Q": "Rules check",
    "R": "Passing runners",
    "S": "Stadium boundary call",
    "T": "Trap play in outfield",
    "U": "Tag-up play",
}
_FORFEITS: Mapping[str, tuple[str, str]] = {
    "K": ("Delay of game", "Delay"),
    "X": ("Failure to appear", "Appear"),
    "Q": ("Failure to field lineup", "Lineup"),
    "J": ("Ignoring ejection", "Ejection"),
    "I": ("Ineligible player", "Ineligible"),
    "N": ("Refuses to play", "Refusal"),
    "V": ("Unplayable field", "Unplayable"),
    "R": ("Willful rule violation", "Rule"),
}
# Coded state -> (abstract state, words before the reason, reasons that only this family has).
_FAMILIES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "P": ("Preview", "Delayed Start", {"Y": "Ceremony"}),
    "I": ("Live", "Delayed", {"Y": "Ceremony", "Z": "About to Resume"}),
    "D": ("Final", "Postponed", {}),
    "C": ("Final", "Cancelled", {}),
    "O": ("Final", "Completed Early", {}),
    "F": ("Final", "Completed Early", {}),
    "T": ("Live", "Suspended", {"U": "Appeal Upheld"}),
    "U": ("Live", "Suspended", {"U": "Appeal Upheld", "Z": "About to Resume"}),
}
# Status code, abstract state, words, reason: the states that belong to no family.
_SINGLE: tuple[tuple[str, str, str, str | None], ...] = (
    ("S", "Preview", "Scheduled", None),
    ("P", "Preview", "Pre-Game", None),
    ("PW", "Live", "Warmup", None),
    ("I", "Live", "In Progress", None),
    ("IH", "Live", "Instant Replay", "Review"),
    ("O", "Final", "Game Over", None),
    ("OT", "Final", "Game Over: Tied", "Tied"),
    ("OW", "Final", "Game Over: Tie, decision by tiebreaker", "Tied (won in tiebreaker)"),
    ("OM", "Final", "Completed Early: Mercy Rule", "Mercy"),
    ("F", "Final", "Final", None),
    ("FT", "Final", "Final: Tied", "Tied"),
    ("FW", "Final", "Final: Tie, decision by tiebreaker", "Tied (won in tiebreaker)"),
    ("FM", "Final", "Completed Early: Mercy Rule", "Mercy"),
    ("MX", "Live", "Manager challenge", None),
    ("NX", "Live", "Umpire review", None),
    ("Q", "Final", "Forfeit: Game Over", None),
    ("R", "Final", "Forfeit: Final", None),
    ("QO", "Final", "Forfeit", None),
    ("RO", "Final", "Forfeit", None),
    ("T", "Live", "Suspended", None),
    ("U", "Live", "Suspended", None),
    ("W", "Other", "Writing", None),
    ("X", "Other", "Unknown", None),
)


def all_game_states() -> list[Json]:
    """Return the answer of `gameStatus`: every state a game can be in.

    Example:
        >>> states = {state["statusCode"]: state for state in all_game_states()}
        >>> states["DR"]["detailedState"], states["DR"]["abstractGameState"]
        ('Postponed: Rain', 'Final')
    """
    return [
        _state(code, abstract, words, reason)
        for code, abstract, words, reason in (*_SINGLE, *_with_reasons())
    ]


def _with_reasons() -> Iterator[tuple[str, str, str, str | None]]:
    for letter, (abstract, words, own) in _FAMILIES.items():
        yield f"{letter}O", abstract, words, None
        for suffix, reason in {**_WEATHER_AND_WORSE, **own}.items():
            yield f"{letter}{suffix}", abstract, f"{words}: {reason}", reason
    for letter, words in (("M", "Manager challenge"), ("N", "Umpire review")):
        for suffix, reason in _DISPUTES.items():
            yield f"{letter}{suffix}", "Live", f"{words}: {reason}", reason
    for letter in "QR":
        for suffix, (words, reason) in _FORFEITS.items():
            yield f"{letter}{suffix}", "Final", f"Forfeit: {words}", reason


def _state(code: str, abstract: str, words: str, reason: str | None) -> Json:
    state: Json = {
        "abstractGameState": abstract,
        "codedGameState": code[0],
        "detailedState": words,
        "statusCode": code,
    }
    if reason:
        state["reason"] = reason
    return state | {"abstractGameCode": abstract[0]}
