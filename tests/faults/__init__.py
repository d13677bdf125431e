"""Bad days: the real CLI as a process, against the simulator and a real PostgreSQL."""
