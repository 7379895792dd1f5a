"""The order in which the files arrive, with what a person does to them: `manifest.json`."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    Attributes:
        no: Position, from 1; the order to follow.
        stage: 1 what is needed to show something soon, 2 the rest.
        action: `load` or `withdraw`.
        file: File name inside the data set; for a withdrawal the file whose batch is withdrawn.
        template: T0 … T8.
        period: Month `YYYY-MM` the file's period ends in.
        by: Post that sends or withdraws; never a person.
        at: When it was sent or withdrawn, ISO.
        confirm: Reason with which warnings are confirmed, or None where none are expected.
        why: Reason of a withdrawal, or what the file is about where it is out of the ordinary.
    """

    no: int
    stage: int
    action: str
    file: str
    template: str
    period: str
    by: str
    at: str
    confirm: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All steps in order.

    Attributes:
        folder: Where the files lie.
        steps: What happens, in order.
    """

    folder: Path
    steps: Sequence[Step]

    @property
    def files(self) -> list[Path]:
        """Paths of all files, each once."""
        return [self.folder / name for name in dict.fromkeys(step.file for step in self.steps)]

    def write(self) -> Path:
        """Write `manifest.json` into the folder."""
        path = self.folder / NAME
        content = {"city": "示例市", "demo": True, "steps": [asdict(step) for step in self.steps]}
        part = path.with_name(f".{NAME}")
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.rename(path)
        return path


def read(folder: Path) -> Manifest:
    """Read the manifest of a generated data set.

    Raises:
        FileNotFoundError: The folder holds none.
    """
    content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return Manifest(folder, [Step(**step) for step in content["steps"]])
