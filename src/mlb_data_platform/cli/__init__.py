"""The door: one module per command, settings read here and handed down as plain values.

In: arguments and environment. Out: tables, one JSON object, or an error that says what to type
next, and an exit code that says what to do. It computes nothing. Read `app.py`, then the module of
the command.
"""
