"""Speed, measured: `make bench` runs everything once, on one machine, against floors.

A number alone says little on a laptop that does other things too: every result stands beside a
floor that was measured in the same run, and is the median of several rounds. Read `__main__.py`
first.
"""
