"""What the loader tells a person about one file, on screen and as JSON."""

from dataclasses import dataclass, field

from etl.findings import Finding
from etl.prepare import Prepared

OUTCOME_ZH = {"accept": "可以入库", "normalise": "可以入库（已规范）", "confirm": "需确认", "refuse": "拒收"}


@dataclass(frozen=True, slots=True)
class FileReport:
    """The answer to `check` and `load` for one file.

    Attributes:
        file: Name as sent.
        outcome: accept, normalise, confirm or refuse.
        template: Template name, None when none fits.
        rows_ok: Rows that are, or would be, loaded.
        rows_out: Rows kept out.
        batch: Batch id once loaded, None otherwise.
        findings: Findings as dicts (code, severity, file, sheet, row, column, value, message).
        changed: Current values that the file changes.
        new: Values the store did not have.
        same: Values equal to the current ones.
    """

    file: str
    outcome: str
    template: str | None
    rows_ok: int
    rows_out: int
    batch: str | None
    findings: list[dict[str, object]] = field(default_factory=list)
    changed: int = 0
    new: int = 0
    same: int = 0

    @property
    def loaded(self) -> bool:
        """Whether the file is in the store now."""
        return self.batch is not None

    def as_dict(self) -> dict[str, object]:
        """The report as the command line prints it."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "template": self.template,
            "rows_ok": self.rows_ok,
            "rows_out": self.rows_out,
            "batch": self.batch,
            "changed": self.changed,
            "new": self.new,
            "same": self.same,
            "findings": self.findings,
        }


def of(prepared: Prepared, batch: str | None = None) -> FileReport:
    """The report on a prepared file."""
    listed = [finding.as_dict() for finding in prepared.findings]
    return FileReport(
        file=prepared.file,
        outcome=prepared.outcome,
        template=prepared.template.name if prepared.template else None,
        rows_ok=prepared.rows_ok,
        rows_out=prepared.rows_out,
        batch=batch,
        findings=listed,
        changed=prepared.changes.changed,
        new=prepared.changes.new,
        same=prepared.changes.same,
    )


def refused(file: str, finding: Finding) -> FileReport:
    """The report on a file that was not taken for a reason outside it."""
    return FileReport(file, "refuse", None, 0, 0, None, [finding.as_dict()])
