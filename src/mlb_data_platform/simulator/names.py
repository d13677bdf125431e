"""Words from which invented players and officials get their names; no real player is meant."""

from importlib import resources

FIRST_NAMES, LAST_NAMES = (
    line.split()
    for line in resources.files(__package__)
    .joinpath("names.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)

BIRTHPLACES = (
    ("Tulsa", "OK", "USA"),
    ("Modesto", "CA", "USA"),
    ("Mobile", "AL", "USA"),
    ("Lakeland", "FL", "USA"),
    ("Waco", "TX", "USA"),
    ("Macon", "GA", "USA"),
    ("Dayton", "OH", "USA"),
    ("Reno", "NV", "USA"),
    ("Bani", None, "Dominican Republic"),
    ("La Romana", None, "Dominican Republic"),
    ("Maracay", "Aragua", "Venezuela"),
    ("Valencia", "Carabobo", "Venezuela"),
    ("Ponce", None, "Puerto Rico"),
    ("Sendai", "Miyagi", "Japan"),
)
