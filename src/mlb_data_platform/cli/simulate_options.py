"""Options that the `simulate` commands share."""

from typing import Annotated

import typer

SeasonOption = Annotated[int, typer.Option(help="Season to play.", envvar="MLB_SIM_SEASON")]
SeedOption = Annotated[int, typer.Option(help="Same seed, same games.", envvar="MLB_SIM_SEED")]
