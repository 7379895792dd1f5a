"""Checking read files against a store, without changing it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TypeVar

import duckdb
import pyarrow as pa

from dashboard import catalogue as definitions_file
from dashboard.catalogue import Catalogue, Indicator
from etl import bulk_stage, definitions, findings, profiles, report, together
from etl.cycles import without_search_for_cycles
from etl.home import Home
from etl.order import Order
from etl.prepare import Known, Prepared, outcome_of, prepare
from etl.reading import ReaderPool
from etl.reading.model import ReadResult
from etl.report import FileReport
from etl.resolve import UnitIndex
from etl.unit_rows import AliasRow, UnitRow

_Row = TypeVar("_Row", UnitRow, AliasRow)


def _rows(table: pa.Table, kind: type[_Row]) -> Iterator[_Row]:
    """The rows of a table, made of its columns when the first one is asked for."""
    # What the class's own constructor does, without a call in Python for each of tens of thousands of rows.
    make = partial(tuple.__new__, kind)
    yield from map(make, zip(*(column.to_pylist() for column in table.columns), strict=True))


class Checker:
    """What files are checked against: definitions, the register of units and the figures held so far.

    Attributes:
        home: The home.
        con: A connection whose schema `work` holds the star schema.
        readers: Reads the files.
        catalogue: Definitions, the home's own templates included.
    """

    def __init__(self, home: Home, con: duckdb.DuckDBPyConnection, readers: ReaderPool) -> None:
        self.home = home
        self.con = con
        self.readers = readers
        self.catalogue: Catalogue = definitions_file.load(home.templates if home.templates.exists() else None)
        self._units: UnitIndex | None = None
        self._registered: dict[str, Indicator] | None = None
        self._independent = together.independent(self.catalogue)

    def get_ready(self) -> None:
        """Read what every file is checked against, where that was not done yet."""
        if self._units is None:
            with without_search_for_cycles():
                self._units = self._unit_index()
        if self._registered is None:
            self._registered = definitions.registered(self.con)

    def known(self, today: date) -> Known:
        """What files are checked against now."""
        self.get_ready()
        assert self._units is not None and self._registered is not None
        return Known(self.catalogue, self._units, self._registered, today)

    def forget(self, *, units: bool = True) -> None:
        """Read the register of units and the registered indicators again when next needed."""
        self._registered = None
        if units:
            self._units = None

    def _unit_index(self) -> UnitIndex:
        units = self._columns(
            "SELECT unit_key, unit_code, unit_name, level, unit_type, parent_key, first_period, last_period,"
            " predecessor_codes, successor_codes FROM dim_unit ORDER BY unit_key"
        )
        aliases = self._columns("SELECT unit_code, name, valid_from, valid_to, kind FROM unit_alias ORDER BY ALL")
        return UnitIndex(_rows(units, UnitRow), _rows(aliases, AliasRow))

    def _columns(self, sql: str) -> pa.Table:
        # Columns become rows in a fraction of the time that rows take from the database one by one.
        return self.con.sql(sql).to_arrow_table()

    def check(self, read: ReadResult, order: Order) -> Prepared:
        """Check one read file without changing anything."""
        read = profiles.applied(self.home, read, order, self.catalogue.templates)
        today = datetime.fromisoformat(order.at).date()
        prepared = prepare(self.con, read, self.known(today), wanted=order.template)
        extra = self._home_findings(read)
        if extra:
            prepared.findings.extend(extra)
            prepared.outcome = outcome_of(prepared.findings)
        return prepared

    def plain(self, read: ReadResult, order: Order) -> together.Plain | None:
        """The file as one that may be checked together with others, None when it has to go alone."""
        read = profiles.applied(self.home, read, order, self.catalogue.templates)
        today = datetime.fromisoformat(order.at).date()
        one = together.plain(self.con, read, self.known(today), order.template)
        if one is None or one.template.name not in self._independent or self._home_findings(read):
            return None
        return one

    def _home_findings(self, read: ReadResult) -> list[findings.Finding]:
        if self.home.is_demo or read.refused:
            return []
        texts = [read.file, *(table.title for table in read.tables)]
        texts += [note.text for table in read.tables for note in table.notes]
        if any("演示数据" in text for text in texts):
            return [findings.make("STORE_DEMO_IN_REAL", file=read.file)]
        return []

    def already(self, read: ReadResult, template: str | None) -> FileReport | None:
        """The report on a file whose very bytes are loaded and unchanged since; None for any other file."""
        rows = self.con.execute(
            "SELECT batch_id, template FROM dim_batch WHERE sha256 = ? AND state = 'active'"
            " AND batch_key >= (SELECT max(batch_key) FROM dim_batch WHERE sha256 = ?)",
            [read.sha256, read.sha256],
        ).fetchall()
        if not rows or (template and template != rows[0][1]) or self._superseded(rows[0][0]):
            return None
        batch, known = rows[0]
        finding = findings.make("STORE_ALREADY_LOADED", file=read.file, batch=batch)
        return FileReport(read.file, "normalise", known, 0, 0, batch, [finding.as_dict()])

    def _superseded(self, batch: str) -> bool:
        """Whether later batches changed figures of this one, so that loading the file again would change them back."""
        rows = self.con.execute(
            "SELECT 1 FROM fact_past p JOIN dim_batch b USING (batch_key) WHERE b.batch_id = ? LIMIT 1", [batch]
        ).fetchall()
        return bool(rows)

    def answer(self, read: ReadResult, order: Order) -> FileReport:
        """What `check` tells a person about one file."""
        with bulk_stage.at_work(self.con, read):
            return self.already(read, order.template) or report.of(self.check(read, order))
