"""`spark-submit … transform/schedule.py`: as `mlb-etl transform schedule --engine spark`."""

import sys

from mlb_data_platform.cli.app import main

main(["transform", "schedule", "--engine", "spark", *sys.argv[1:]])
