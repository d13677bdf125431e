"""Patterns of the ignored list: which paths they match, and that nonsense is refused."""

import pytest

from mlb_data_platform.mapping.coverage_patterns import Patterns, State, parse_pattern

STEPS = {
    "copyright": ("copyright",),
    "a.b-c.d": ("a", "b-c", "d"),
    "a[*].b": ("a", "[*]", "b"),
    "a[*][*]": ("a", "[*]", "[*]"),
    "[*].a": ("[*]", "a"),
    "**.link": ("**", "link"),
    "a.*.b.**": ("a", "*", "b", "**"),
    "a.*[*].b": ("a", "*", "[*]", "b"),
}


@pytest.mark.parametrize("text", STEPS)
def test_a_pattern_is_read_as_the_steps_it_shows(text: str) -> None:
    assert parse_pattern(text) == STEPS[text]


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a..b", "a[0]", "a[*", "a***", "a*", "a[*]b"]
)
def test_what_is_no_pattern_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"wanted such as"):
        parse_pattern(text)


def state_at(patterns: Patterns, path: str) -> State:
    """Where the patterns are at a path, whose steps are written with spaces between them."""
    state = patterns.start
    for step in path.split():
        state = patterns.step(state, step)
    return state


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("a.b", "a b", True),
        ("a.b", "a", False),
        ("a.b", "a b c", False),
        ("a.b", "a c", False),
        ("a[*].b", "a [*] b", True),
        ("a[*].b", "a b", False),
        ("a.*.b", "a x b", True),
        ("a.*.b", "a [*] b", False),
        ("a.*", "a x y", False),
        ("**.link", "link", True),
        ("**.link", "a [*] b link", True),
        ("**.link", "a link b", False),
        ("a.**", "a", True),
        ("a.**", "a b [*] c", True),
        ("a.**", "b", False),
        ("a.**.z", "a z", True),
        ("a.**.z", "a b z c z", True),
        ("**", "a b", True),
    ],
)
def test_a_pattern_matches_just_the_paths_it_describes(
    pattern: str, path: str, matches: bool
) -> None:
    patterns = Patterns([pattern])
    assert patterns.matched(state_at(patterns, path)) == (0 if matches else None)


def test_of_several_patterns_the_first_that_matches_counts() -> None:
    patterns = Patterns(["b", "**.link", "a.**"])

    assert patterns.matched(state_at(patterns, "a link")) == 1
    assert patterns.matched(state_at(patterns, "a x")) == 2
    assert patterns.matched(state_at(patterns, "c")) is None


def test_only_a_pattern_that_ends_in_any_steps_settles_all_below() -> None:
    patterns = Patterns(["a.**", "b.*", "**.link"])

    assert patterns.is_all_matched_below(state_at(patterns, "a"))
    assert patterns.is_all_matched_below(state_at(patterns, "a x y"))
    assert not patterns.is_all_matched_below(state_at(patterns, "b x"))
    assert not patterns.is_all_matched_below(state_at(patterns, "c"))


@pytest.mark.parametrize(
    ("path", "leads_on"),
    [("a", True), ("a [*]", True), ("a [*] b", False), ("c", False), ("", False)],
)
def test_a_pattern_leads_on_from_the_places_it_names_on_its_way(path: str, leads_on: bool) -> None:
    patterns = Patterns(["a[*].b", "**.link"])
    assert patterns.leads_on(state_at(patterns, path)) is leads_on
