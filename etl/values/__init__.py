"""Pure parsers from the text of a cell to a value and at most one finding. No file, no database, no clock."""

from etl.values.choices import parse_boolean, parse_enum
from etl.values.codes import clean_code
from etl.values.dates import parse_date, parse_month, parse_year
from etl.values.masks import clean_mask_regex
from etl.values.names import clean_name, name_key
from etl.values.numbers import parse_number
from etl.values.periods import dotted_months_ambiguous, parse_period
from etl.values.result import Parsed
from etl.values.units import Conversion, conversion, measure, same_unit

__all__ = [
    "Conversion",
    "Parsed",
    "clean_code",
    "clean_mask_regex",
    "clean_name",
    "conversion",
    "dotted_months_ambiguous",
    "measure",
    "name_key",
    "parse_boolean",
    "parse_date",
    "parse_enum",
    "parse_month",
    "parse_number",
    "parse_period",
    "parse_year",
    "same_unit",
]
