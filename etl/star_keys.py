"""What the tables of the star schema are identified by and refer to, for exports and for whoever reads them."""

#: Tables of an export in the order in which they refer to each other; `dirty_period` is the loader's own.
TABLES = (
    "meta", "dim_period", "dim_unit", "unit_alias", "unit_successor", "dim_indicator", "indicator_term", "dim_batch",
    "dim_sheet", "dim_item", "finding", "fact_measure", "fact_past", "fact_note", "fact_unit",
    "ledger_state", "correction", "mart_value", "mart_report", "mart_barometer", "mart_barometer_count",
)  # fmt: skip

_FACT = ("period_key", "measure_key", "unit_key", "item_key")
#: Columns that identify a row.
PRIMARY: dict[str, tuple[str, ...]] = {
    "meta": ("key",),
    "dim_period": ("period_key",),
    "dim_unit": ("unit_key",),
    "dim_indicator": ("indicator_key",),
    "indicator_term": ("indicator_key", "side", "measure_key"),
    "dim_batch": ("batch_key",),
    "dim_sheet": ("batch_key", "sheet_no"),
    "dim_item": ("item_key",),
    "fact_measure": _FACT,
    "fact_past": (*_FACT, "batch_key"),
    "ledger_state": ("batch_key", "sheet_no", "row_no"),
    "correction": ("batch_key",),
    "mart_value": ("indicator_key", "period_key", "unit_key"),
    "mart_report": ("template", "period_key", "unit_key"),
    "mart_barometer": ("period_key", "unit_key"),
    "mart_barometer_count": ("period_key", "unit_key", "item_no", "level"),
}

_PERIOD = ("period_key", "dim_period", "period_key")
_UNIT = ("unit_key", "dim_unit", "unit_key")
_BATCH = ("batch_key", "dim_batch", "batch_key")
_MEASURE = ("measure_key", "dim_indicator", "indicator_key")
_INDICATOR = ("indicator_key", "dim_indicator", "indicator_key")
#: Table → (column, table referred to, its column). `item_key` 0 stands for "no item" and has no row in `dim_item`.
FOREIGN: dict[str, tuple[tuple[str, str, str], ...]] = {
    "dim_unit": (("parent_key", "dim_unit", "unit_key"),),
    "indicator_term": (_INDICATOR, _MEASURE),
    "dim_sheet": (_BATCH,),
    "finding": (_BATCH,),
    "fact_measure": (_PERIOD, _MEASURE, _UNIT, _BATCH),
    "fact_past": (_PERIOD, _MEASURE, _UNIT, _BATCH),
    "fact_note": (_PERIOD, _MEASURE, _UNIT, _BATCH),
    "fact_unit": (_BATCH,),
    "ledger_state": (_PERIOD, _BATCH),
    "correction": (_PERIOD, _MEASURE, _UNIT, _BATCH),
    "mart_value": (_PERIOD, _INDICATOR, _UNIT),
    "mart_report": (_PERIOD, _UNIT),
    "mart_barometer": (_PERIOD, _UNIT),
    "mart_barometer_count": (_PERIOD, _UNIT),
}
