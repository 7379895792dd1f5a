"""The office table reader: what a file holds, as text, with every doubt named. See `model.py` for the shapes."""

from etl.reading.model import DEFAULT, Column, Limits, Note, ReadResult, Table, TotalRow
from etl.reading.pool import ReaderPool, read

__all__ = ["DEFAULT", "Column", "Limits", "Note", "ReadResult", "ReaderPool", "Table", "TotalRow", "read"]
