"""Executable specifications: what an operator and an analyst can rely on."""
