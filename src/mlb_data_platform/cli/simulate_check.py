"""`mlb-etl simulate check`: how real the simulated feeds are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    note,
    out,
    show_json,
    show_table,
)
from mlb_data_platform.cli.options import OutputOption
from mlb_data_platform.cli.simulate_options import SeasonOption, SeedOption
from mlb_data_platform.cli.sources import StubDirOption, stub_folder
from mlb_data_platform.errors import SetupError

if TYPE_CHECKING:
    from mlb_data_platform.simulator.realism import Measure, RealismReport

_FAILED_CHECK = 2


def check(
    *,
    stub_dir: StubDirOption = None,
    games: Annotated[
        int, typer.Option(min=1, help="Simulated games to look at.", envvar="MLB_SIM_GAMES")
    ] = 40,
    season: SeasonOption = 2024,
    seed: SeedOption = 2024,
    output: OutputOption = Output.TABLE,
) -> int:
    """Compare simulated feeds with recorded ones, field by field: paths, types, words, numbers.

    Ends with exit code 2 when the simulator is not real enough.

    [bold]mlb-etl simulate check --stub-dir ../shared/stubs[/]

    [bold]mlb-etl simulate check --games 100 --season 2026 --output json[/]
    """
    # The simulator is heavy to import, and most other commands do not need it.
    from mlb_data_platform.simulator import build_league  # noqa: PLC0415
    from mlb_data_platform.simulator.realism import (  # noqa: PLC0415
        NoRecordingsError,
        check_realism,
    )

    try:
        report = check_realism(stub_folder(stub_dir), build_league(seed, season), games)
    except NoRecordingsError as missing:
        hint = "mlb-etl simulate check --stub-dir FOLDER_OF_RECORDINGS"
        raise SetupError(f"nothing to compare with: {missing}", hint=hint) from missing
    if output is Output.JSON:
        show_json(_as_json(report))
    else:
        _show(report)
    return _code(report)


def _code(report: "RealismReport") -> int:
    return 0 if report.is_real_enough else _FAILED_CHECK


def _show(report: "RealismReport") -> None:
    _show_paths("Recorded in half of the games or more, never simulated", report.missing)
    _show_paths("Recorded more rarely, never simulated", report.rare_missing)
    for path, (ours, theirs) in report.wrong_types.items():
        _line(f"another type: {path} is {' or '.join(ours)}, recorded {' or '.join(theirs)}")
    for path in report.invented:
        _line(f"never recorded: {path}")
    for name, words in report.unheard_words.items():
        _line(f"unheard-of {name}: {', '.join(words)}")
    for name, words in report.unused_words.items():
        _line(f"recorded {name} that nobody simulates: {', '.join(words)}")
    numbers = ["recorded", "simulated", "apart"]
    far = report.out_of_range
    rows = [[one.name, *_numbers(one), "too far" if one in far else ""] for one in report.measures]
    show_table("Means of a game", ["measure", *numbers, "verdict"], rows, right=numbers)
    _line(
        f"{report.coverage:.2%} of {report.frequent_paths:,} frequent paths,"
        f" {counted(len(report.wrong_types), 'path')} of another type,"
        f" {counted(len(report.out_of_range), 'mean')} out of range:"
        f" {'real enough' if report.is_real_enough else 'not real enough'}",
        style="bold",
    )
    note(
        f"{counted(report.simulated_feeds, 'simulated feed')} (of games over, and some half way)"
        f" against {counted(report.recorded_feeds, 'recorded one')}; apart: in standard errors"
    )


def _show_paths(title: str, paths: "Mapping[str, float]") -> None:
    if paths:
        _line(title, style="bold")
    for path, share in sorted(paths.items(), key=lambda entry: (-entry[1], entry[0])):
        _line(f"  {share:4.0%}  {path}")


def _line(text: str, style: str = "") -> None:
    out().print(text, markup=False, soft_wrap=True, style=style)


def _numbers(one: "Measure") -> list[str]:
    return [f"{one.recorded:,.2f}", f"{one.simulated:,.2f}", f"{one.apart:.1f}"]


def _as_json(report: "RealismReport") -> dict[str, object]:
    return {
        "recorded_feeds": report.recorded_feeds,
        "simulated_feeds": report.simulated_feeds,
        "frequent_paths": report.frequent_paths,
        "coverage": report.coverage,
        "missing": dict(report.missing),
        "rare_missing": dict(report.rare_missing),
        "wrong_types": {
            path: {"simulated": ours, "recorded": theirs}
            for path, (ours, theirs) in report.wrong_types.items()
        },
        "invented": list(report.invented),
        "unheard_words": {name: list(words) for name, words in report.unheard_words.items()},
        "unused_words": {name: list(words) for name, words in report.unused_words.items()},
        "measures": [
            {
                "measure": one.name,
                "recorded": one.recorded,
                "simulated": one.simulated,
                "standard_errors_apart": one.apart,
                "in_range": one not in report.out_of_range,
            }
            for one in report.measures
        ],
        "is_real_enough": report.is_real_enough,
        **exit_note(_code(report)),
    }
