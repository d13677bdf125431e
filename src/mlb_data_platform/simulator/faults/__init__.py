"""Breaks answers on demand, by rate or by script, so that a client can be seen to bear it.

In comes a `FaultPlan`, out go refusals, cut and slow bodies, resets and answers that are not what
they seem. The same seed and the same requests give the same faults, whatever order they come in.
Read `plan.py` first (who gets a fault), then `wire.py` and `body.py` (what it looks like).
"""

from mlb_data_platform.simulator.faults.kinds import Fault, FaultKind, FaultSettingError, parse_rate
from mlb_data_platform.simulator.faults.plan import (
    FaultPlan,
    ScriptedFault,
    parse_script,
)

__all__ = [
    "Fault",
    "FaultKind",
    "FaultPlan",
    "FaultSettingError",
    "ScriptedFault",
    "parse_rate",
    "parse_script",
]
