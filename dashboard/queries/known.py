"""The definitions that answers are given by, looked at again only now and then."""

import time

from dashboard import catalogue
from dashboard.catalogue import Catalogue
from dashboard.warehouse import Warehouse

#: Seconds for which nobody looks whether a definition file changed: it takes as long as a small question, and a page
#: asks a dozen.
LOOK_EVERY = 1.0


def known_catalogue(wh: Warehouse) -> Catalogue:
    """The catalogue with the templates that only this home knows.

    Raises:
        CatalogueError: A definition file is wrong.
    """
    now = time.monotonic()
    kept: tuple[float, Catalogue] | None = wh.memory.get("catalogue")
    if kept is None or now - kept[0] > LOOK_EVERY:
        kept = (now, catalogue.load(wh.path.parent / "templates"))
        wh.memory["catalogue"] = kept
    return kept[1]
