"""Reproducible measurements, one command: `python -m bench`."""
