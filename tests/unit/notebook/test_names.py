"""A player or team is found by what a person types, or the error says who may be meant."""

import pytest

from mlb_data_platform.notebook.errors import AmbiguousNameError, NameUnknownError
from mlb_data_platform.notebook.names import Named, all_named, find_named

PLAYERS = [
    Named(number=1, name="Ramón Peña Jr.", others=("Peña, Ramón",), about="SS, 2020–2024"),
    Named(number=2, name="Luis Garcia", others=("Garcia, Luis",), about="P, 2021–2022"),
    Named(number=3, name="Luis Garcia", others=("Garcia, Luis",), about="2B, 2020–2024"),
    Named(number=4, name="Li Wei"),
    Named(number=5, name="Liam Weiss"),
    Named(number=6, name="Shota Garciaparra"),
]

FOUND = [
    (1, 1),
    ("1", 1),
    ("Ramón Peña Jr.", 1),
    ("ramon pena jr", 1),
    ("Peña", 1),
    ("PENA", 1),
    ("Peña, Ramón", 1),
    ("Pena Jr., Ramon", 1),
    ("Li Wei", 4),
    ("Lia", 5),
    ("wei li", 4),
    ("shota garc", 6),
    ("  Weiss ", 5),
]


@pytest.mark.parametrize(("wanted", "number"), FOUND, ids=str)
def test_a_number_a_name_and_a_part_of_a_name_find_the_one(wanted: str | int, number: int) -> None:
    assert find_named(wanted, PLAYERS, what="player").number == number


def test_several_of_a_name_are_listed_with_what_tells_them_apart() -> None:
    with pytest.raises(AmbiguousNameError) as refused:
        find_named("García", PLAYERS, what="batter")

    assert str(refused.value) == (
        "batter: found 2 named 'García', wanted one:\n"
        "  2  Luis Garcia (P, 2021–2022)\n"
        "  3  Luis Garcia (2B, 2020–2024)"
    )
    assert refused.value.hint == "batter=2"
    assert refused.value.__notes__ == ["try: batter=2"]


def test_all_of_a_name_can_be_had() -> None:
    assert [one.number for one in all_named("luis", PLAYERS, what="player")] == [2, 3]


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("Garcai", ("Luis Garcia (3)",)),
        ("Ramn Pena", ("Ramón Peña Jr. (1)",)),
        ("Zzyzx", ()),
        (77, ()),
        ("", ()),
        ("!?", ()),
    ],
)
def test_nobody_of_a_name_names_the_nearest(wanted: str | int, nearest: tuple[str, ...]) -> None:
    with pytest.raises(NameUnknownError, match=r"^player: found nobody") as refused:
        find_named(wanted, PLAYERS, what="player")

    assert refused.value.nearest == nearest
