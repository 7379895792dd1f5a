"""The demonstration data set: a fictional city's files as its offices would send them, the same on every run."""

from etl.sample.generate import generate
from etl.sample.manifest import Manifest, Step, read

__all__ = ["Manifest", "Step", "generate", "read"]
