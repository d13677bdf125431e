"""Answers questions about a league in the API's shapes, one module a subject.

In comes an `Asked` (league, path, query), out goes what is written as JSON. Each module ends in its
`ROUTES`; `routes.py` lists them all. Read `asked.py` first.
"""
