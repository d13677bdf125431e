"""`python -m mlb_data_platform` is `mlb-etl`."""

from mlb_data_platform.cli.app import main

if __name__ == "__main__":
    main()
