"""Headers of columns, compared as people mean them: without blanks, brackets and units, by title or synonym."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from dashboard.catalogue import Field, Template
from etl.reading.model import Column

#: Columns every office adds and no template needs.
IGNORED = frozenset({"序号", "编号", "行号", "no", "位次", "排名", "名次"})
_DROPPED = re.compile(r"[\s()（）\[\]【】〔〕「」《》“”\"'‘’:：*＊、_\-—/]+")
_UNIT_IN_BRACKETS = re.compile(r"[(（\[【]\s*(?:单位[:：])?[^()（）\[\]【】]{1,8}[)）\]】]")


@lru_cache(maxsize=20_000)
def header_key(text: str) -> str:
    """A header reduced to what two spellings of it share: NFKC, no blanks, brackets, quotes or dashes."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()


def _spellings(column: Column) -> tuple[str, ...]:
    return _spelt(column.name, tuple(column.parts))


@lru_cache(maxsize=20_000)
def _spelt(name: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Header keys under which a column may be known; asked once for every template."""
    whole = "".join(parts) or name
    last = parts[-1] if parts else name
    plain = [name, whole, last, *("".join(parts[start:]) for start in range(1, len(parts)))]
    keys = [header_key(text) for text in plain]
    keys += [header_key(_UNIT_IN_BRACKETS.sub("", text)) for text in plain]
    return tuple(key for key in dict.fromkeys(keys) if key)


def _field_keys(field: Field) -> list[str]:
    return [header_key(text) for text in (field.title, *field.synonyms, field.name)]


#: Template object → its header keys; the template is kept so that its id stays its own.
_known_keys: dict[int, tuple[Template, dict[str, str]]] = {}


def _keys_for(template: Template) -> dict[str, str]:
    """Header key → field name; titles come before first synonyms, those before second ones."""
    if (known := _known_keys.get(id(template))) is not None and known[0] is template:
        return known[1]
    by_key: dict[str, str] = {}
    listed = [(field.name, _field_keys(field)) for field in template.fields]
    for rank in range(max((len(keys) for _, keys in listed), default=0)):
        for name, keys in listed:
            if rank < len(keys):
                by_key.setdefault(keys[rank], name)
    _known_keys[id(template)] = (template, by_key)
    return by_key


def match_columns(columns: Sequence[Column], template: Template) -> tuple[dict[str, list[int]], list[int]]:
    """Which columns carry which field.

    A column goes to the field whose title or synonym equals one of its spellings; the fuller spelling and the
    title win over the shorter spelling and the synonyms.

    Returns:
        Field name → positions in `columns` (more than one is a duplicate header), and the positions left over.
    """
    by_key = _keys_for(template)
    found: dict[str, list[int]] = {}
    left: list[int] = []
    for index, column in enumerate(columns):
        name = next((by_key[key] for key in _spellings(column) if key in by_key), None)
        if name is None:
            left.append(index)
        else:
            found.setdefault(name, []).append(index)
    return found, left
