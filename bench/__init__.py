"""Speed, measured: `make bench` runs everything on one machine, beside floors and a peer.

A number alone says little on a laptop that does other things too: every result stands beside what
was measured in the same run, and is the median of several rounds. Read `__main__.py` first.
"""
