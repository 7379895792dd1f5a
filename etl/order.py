"""Who loads, how, and when."""

import getpass
import os
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Order:
    """Who loads, how, and when.

    Attributes:
        by: The person or post that loads.
        confirm: Whether doubts are confirmed.
        reason: Why they are.
        template: A template's name when the person named one.
        at: ISO time of the load; the clock when empty.
        moment: The same to the microsecond: which settings of the home held, where one changed within the second.
    """

    by: str = ""
    confirm: bool = False
    reason: str = ""
    template: str | None = None
    at: str = ""
    moment: str = ""

    def stamped(self) -> "Order":
        """The order with time and name filled in."""
        now = datetime.now().astimezone()
        return replace(
            self,
            at=self.at or now.isoformat(timespec="seconds"),
            moment=self.moment or self.at or now.isoformat(timespec="microseconds"),
            by=self.by or os.environ.get("DASHBOARD_USER") or getpass.getuser(),
        )
