"""`spark-submit … transform/game.py`: as `mlb-etl transform game --engine spark`."""

import sys

from mlb_data_platform.cli.app import main

main(["transform", "game", "--engine", "spark", *sys.argv[1:]])
