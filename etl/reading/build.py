"""One table put together: its columns, its rows without the bad ones, and what is said about it."""

import re
from collections import Counter

from etl import findings
from etl.reading import beside, centred, injection, kept_out, merged, preamble, ragged, total_columns, totals, words
from etl.reading.body import Body
from etl.reading.columns import build_columns
from etl.reading.header import Head, looks_like_data
from etl.reading.model import Column, Grid, Limits, Note, Table, TotalRow
from etl.reading.person_names import is_signed
from etl.reading.shapes import Shapes
from etl.reading.spelling import letter

#: Columns in which each row states its own period.
_OWN_PERIOD = re.compile(r"年度|年份|日期|时间|批次|^(?:统计|报告)?期$")
#: Rows named one by one for the same reason; the rest is counted.
MAX_NAMED_ROWS = 1_000


class TableBuilder:
    """Puts one table together and collects its findings."""

    def __init__(self, grid: Grid, shapes: Shapes, head: Head, body: Body, file: str, limits: Limits) -> None:
        self.grid, self.shapes, self.head, self.body, self.file, self.limits = grid, shapes, head, body, file, limits
        self.found: list[findings.Finding] = []
        self._named: Counter[str] = Counter()

    @property
    def names_are_words(self) -> bool:
        """Whether the first column of labels holds words, so that a number there is no name."""
        labels = self.body.label_columns[:1]
        texts = [self.shapes.cell(row, labels[0]) for row in self.body.rows[:200]] if labels else []
        return 4 * sum(words.is_number(text) for text in texts if text) <= sum(map(bool, texts))

    def note(self, code: str, row: int | None = None, **words_: object) -> None:
        """Add a finding at a grid row; from the thousandth of a kind on they are only counted."""
        if row is not None:
            self._named[code] += 1
            if self._named[code] > MAX_NAMED_ROWS:
                return
        number = None if row is None else self.grid.numbers[row]
        self.found.append(findings.make(code, file=self.file, sheet=self.grid.sheet, row=number, **words_))  # type: ignore[arg-type]

    def build(self) -> Table:
        grid, shapes, head, body = self.grid, self.shapes, self.head, self.body
        above = preamble.read(shapes, head, grid.sheet)
        columns = self._columns()
        rows, numbers = self._rows(columns)
        table = Table(
            sheet=grid.sheet,
            sheet_no=grid.sheet_no,
            title=above.title,
            units=above.units,
            periods=above.periods,
            header_rows=(grid.numbers[head.first], grid.numbers[head.last]),
            columns=columns,
            rows=rows,
            row_numbers=numbers,
            totals=[
                TotalRow(grid.numbers[i], label, tuple(shapes.cell(i, c.position) for c in columns))
                for i, label, _ in body.totals
            ],
            notes=above.notes + [self._note(i) for i in sorted(body.notes + body.sections + body.foreign)],
            preamble=above.preamble,
            left_out=len(body.rows) - len(rows),
        )
        odd = [i for i in head.preface if looks_like_data(shapes, i) and len(shapes[i].filled) >= 3]
        if odd:
            self.note("ROWS_ABOVE_HEADER", rows="、".join(str(grid.numbers[i]) for i in odd[:20]))
        if above.lines:
            self.note("PREFACE_TAKEN", rows="、".join(str(grid.numbers[i]) for i in above.lines))
        if above.contradicted and not any(_OWN_PERIOD.search(column.name) for column in columns):
            self.note("PERIOD_CONTRADICTS", head.first, value=above.contradicted)
        signed = {note.row_number for note in (*map(self._note, head.preface), *table.notes) if is_signed(note.text)}
        if signed:
            self.note("SIGNED_BY_NAME", rows="、".join(map(str, sorted(signed)[:20])))
        self._tell_header()
        for column in beside.labels(table):
            self.found.append(
                findings.make(
                    "LABELS_BESIDE", file=self.file, sheet=grid.sheet, row=table.header_rows[1], column=column
                )
            )
        self._tell_body(table)
        self.found += self._sums(table)
        if self._named:
            for code, count in self._named.items():
                if count > MAX_NAMED_ROWS:
                    self.found.append(
                        findings.make(
                            "MORE_ROWS",
                            file=self.file,
                            sheet=grid.sheet,
                            outcome=findings.kinds()[code].outcome,
                            title=findings.kinds()[code].title,
                            count=count - MAX_NAMED_ROWS,
                        )
                    )
        table.findings = self.found
        return table

    def _sums(self, table: Table) -> list[findings.Finding]:
        found = totals.check(table, kinds=[kind for _, _, kind in self.body.totals], file=self.file)
        return found + total_columns.check(table, file=self.file)

    def _note(self, row: int) -> Note:
        texts = [text for text in self.shapes.rows[row] if text]
        return Note(self.grid.numbers[row], "　".join(dict.fromkeys(texts)))

    def _columns(self) -> list[Column]:
        width = width_of(self.shapes, self.head)
        columns = build_columns(self.shapes, self.head, width)
        unnamed = [c.position for c in columns if not c.name]
        if not unnamed:
            return self._duplicates(columns)
        values: dict[int, Counter[str]] = {position: Counter() for position in unnamed}
        for row in self.body.rows + [index for index, _, _ in self.body.totals]:
            cells = self.shapes.rows[row]
            for position in unnamed:
                if position < len(cells) and cells[position]:
                    values[position][cells[position]] += 1
        keep: list[Column] = []
        first = min((c.position for c in columns if c.name), default=0)
        for column in columns:
            if column.name:
                keep.append(column)
                continue
            seen = values[column.position]
            if not seen:
                continue
            place = letter(column.position)
            if column.position < first and len(seen) > 1:
                keep.append(column)
            elif set(seen) <= {"FALSE", "TRUE"} or (len(seen) == 1 and sum(seen.values()) > 2):
                self.found.append(
                    findings.make(
                        "COLUMN_DROPPED", file=self.file, sheet=self.grid.sheet, column=place, value=next(iter(seen))
                    )
                )
            else:
                keep.append(column)
                self.found.append(
                    findings.make("COLUMN_WITHOUT_NAME", file=self.file, sheet=self.grid.sheet, column=place)
                )
        return self._duplicates(keep)

    def _duplicates(self, columns: list[Column]) -> list[Column]:
        counts = Counter(words.squeeze(c.name) for c in columns if c.name)
        for name, count in counts.items():
            if count > 1:
                places = "、".join(letter(c.position) for c in columns if words.squeeze(c.name) == name)
                self.found.append(
                    findings.make("HEADER_DUPLICATE", file=self.file, sheet=self.grid.sheet, column=name, places=places)
                )
        return columns

    def _rows(self, columns: list[Column]) -> tuple[list[list[str]], list[int]]:
        grid, numbers = self.grid, self.grid.numbers
        positions = [c.position for c in columns]
        last = positions[-1] + 1 if positions else 0
        straight = positions == list(range(last))
        source = grid.rows
        kept = self.body.rows
        bad = ragged.bad_rows(self, last) if grid.text_file else set()
        bad |= kept_out.nameless(self, kept)
        bad |= kept_out.damaged(self, kept, columns)
        bad |= injection.bad_rows(self, kept, columns, bad)
        bad |= kept_out.huge(self, kept)
        rows: list[list[str]] = []
        places: list[int] = []
        for index in kept:
            if bad and index in bad:
                continue
            cells = source[index]
            if straight:
                row = cells[:last] if len(cells) > last else cells + [""] * (last - len(cells))
            else:
                size = len(cells)
                row = [cells[p] if p < size else "" for p in positions]
            rows.append(row)
            places.append(index)
        if grid.merges:
            merged.fill_down(self, rows, places, columns)
        return rows, [numbers[i] for i in places]

    def _tell_header(self) -> None:
        head = self.head
        named = {r for r in range(head.first, head.last + 1)} - head.unit_rows - head.numbering - head.foreign
        if len(named) > 1:
            self.note("HEADER_ROWS_JOINED", head.first, count=len(named))
        odd = centred.unclear(self.shapes, head, width_of(self.shapes, head))
        if odd:
            self.note("HEADER_GROUP_UNCLEAR", odd[0], column=letter(odd[1]))
        for rows, code in (
            (head.unit_rows, "UNIT_ROW"),
            (head.numbering, "NUMBERING_ROW"),
            (head.foreign, "FOREIGN_ROW"),
        ):
            for row in sorted(rows):
                self.note(code, row)

    def _tell_body(self, table: Table) -> None:
        body, numbers = self.body, self.grid.numbers
        for row in body.repeats:
            self.note("HEADER_REPEATED", row)
        for row in body.foreign:
            self.note("FOREIGN_LABEL", row, value=self._note(row).text)
        for row in body.sections:
            self.note("SECTION_ROW", row, value=self._note(row).text)
        if body.totals:
            labels = "、".join(f"第{numbers[i]}行“{label}”" for i, label, _ in body.totals[:8])
            self.note("TOTALS_APART", count=len(body.totals), labels=labels + ("等" if len(body.totals) > 8 else ""))
        for row in body.unclear:
            self.note("GROUP_ROW_UNCLEAR", row, value=next(label for i, label, _ in body.totals if i == row))
        if body.notes:
            self.note("NOTES_APART", rows="、".join(str(numbers[i]) for i in body.notes[:20]))


def width_of(shapes: Shapes, head: Head) -> int:
    """Columns of a table: as far as the header goes, or as far as most of the body goes when that is farther."""
    reach = max((max(shapes[r].filled) + 1 for r in range(head.first, head.last + 1) if shapes[r].filled), default=0)
    for row in range(head.first, head.last + 1):
        reach = max(reach, max((m[3] + 1 for m in shapes.by_row.get(row, [])), default=0))
    ahead = shapes.look_ahead(head.last, 200)
    ends = [shapes[r].filled[-1] + 1 for r in ahead]
    if shapes.grid.text_file:
        # A row with more fields than the header is a broken row there, not a wider table.
        widest = max(len(shapes.rows[r]) for r in range(head.first, head.last + 1))
        ends = [min(end, widest) for end in ends]
    return max([reach, *ends])
