"""`spark-submit … transform/season.py`: as `mlb-etl transform season --engine spark`."""

import sys

from mlb_data_platform.cli.app import main

main(["transform", "season", "--engine", "spark", *sys.argv[1:]])
