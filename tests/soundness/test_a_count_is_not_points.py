"""A count that is one unit from its target is one unit away, not one percentage point."""

import pandas as pd

from dashboard.sentences import overview_sentence


def _cards(**changes: object) -> pd.DataFrame:
    row = {
        "name": "集体经济薄弱村数", "short_name": "薄弱村", "unit": "个", "target_kind": "zero", "light": "黄",
        "lead_points": -24.0, "lead_text": "还有24个", "value": 24.0, "n_reported": 9, "n_expected": 9,
        "period_key": 1505,
    }  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def test_a_count_keeps_its_own_words() -> None:
    sentence = overview_sentence(_cards())
    assert "薄弱村（还有24个）" in sentence
    assert "百分点" not in sentence


def test_a_rate_is_told_in_points() -> None:
    sentence = overview_sentence(_cards(short_name="达标率", unit="%", target_kind="full", lead_points=-3.5))
    assert "达标率，差3.5个百分点" in sentence
