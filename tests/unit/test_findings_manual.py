"""The manual of findings says what the data says, and is up to date."""

from etl import findings, findings_manual


def test_the_manual_is_up_to_date() -> None:
    written = findings_manual.MANUAL.read_text(encoding="utf-8")
    assert written == findings_manual.manual(), "请运行 python -m etl.findings_manual"


def test_every_finding_has_its_page() -> None:
    text = findings_manual.manual()
    for code, kind in findings.kinds().items():
        assert text.count(f"### {code}　") == 1
        page = text.split(f"### {code}　", 1)[1].split("\n### ", 1)[0]
        assert findings.SEVERITY_ZH[kind.outcome] in page and kind.why.split("{")[0] in page
    assert "{" not in text, "words to be filled in are not printed"
    assert set(findings_manual.GROUPS) == set(findings.kinds_by_file())
