"""Who has reported what: templates by district."""

import pandas as pd

from dashboard import catalogue, periods
from dashboard.queries.headers import template_title
from dashboard.warehouse import Warehouse


def completeness(wh: Warehouse, period_key: int) -> pd.DataFrame:
    """Reporting completeness, each template at its newest due period up to the one asked for.

    Args:
        wh: The snapshot.
        period_key: The period looked at.

    Returns:
        One row a district and template, districts in official order: template, template_title, period_key,
        period_text, is_current (due in the very period asked for), unit_key, unit_code, unit_name, n_reported,
        n_expected, share (0 to 1, missing where nothing is due), last_loaded_at. attrs: n_reported, n_expected.
    """
    table = wh.query("completeness", period_key=period_key)
    known = catalogue.load(wh.path.parent / "templates").templates
    table["template_title"] = [template_title(known.get(name), name) for name in table["template"]]
    rhythm = {name: str(template.expects.get("frequency", "月")) for name, template in known.items()}
    table["period_text"] = [
        periods.label_zh(int(key), rhythm.get(name, "月"))
        for key, name in zip(table["period_key"], table["template"], strict=True)
    ]
    table["is_current"] = table["period_key"] == period_key
    asked = table["n_expected"].where(table["n_expected"] > 0)
    table["share"] = (table["n_reported"] / asked).astype("Float64").astype("float64")
    table.attrs = {"n_reported": int(table["n_reported"].sum()), "n_expected": int(table["n_expected"].sum())}
    return table
