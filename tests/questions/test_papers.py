from __future__ import annotations

import pytest

from app.questions.rules.reading import read_bank
from tests.questions.samples import CASES, MOCK, Files, ids, mock_bank, mock_paper, question, spoilt


def problems(files: Files) -> list[str]:
    return [str(problem) for problem in read_bank(files).problems]


def with_paper(paper: bytes) -> Files:
    return {**mock_bank(), MOCK: paper}


def test_a_mock_in_the_real_shape_has_no_faults() -> None:
    reading = read_bank(mock_bank())

    assert reading.problems == ()
    assert reading.bank is not None
    [paper] = reading.bank.papers
    assert (len(paper.questions), paper.questions[0], paper.questions[-1]) == (60, "KS-HIHO-001", "FU-GYAK-003")


BAD_PAPERS = {
    "question twice": (
        "KS-HIHO-002,", "KS-HIHO-001,", 12,
        "問題 KS-HIHO-001 は 12 行目にもあります。一つの試験には一度だけ入れてください",
    ),
    "question that does not exist": (
        "KS-HIHO-002,", "KS-HIHO-999,", 12,
        "問題 KS-HIHO-999 は questions/ のどこにもありません。id を確かめてください",
    ),
    "question of another section": (
        "KS-HIHO-002,", "FU-MENS-001,", 12,
        "FU-MENS-001 は「福祉サービスの知識等」の問題です。その科目区分に移してください",
    ),
    "one too few": (" KS-HIHO-002,", "", 12, "科目区分 care-support が 24 問です。25 問にしてください"),
    "order of the welfare part": (
        "FU-MENS-004, FU-HOMO-001,", "FU-HOMO-001, FU-MENS-004,", 18,
        "福祉の 4 問目は「面接・ソーシャルワーク」の問題です（FU-HOMO-001 は「福祉サービス」）。入れ替えてください",
    ),
    "older than its questions": (
        "as_of: 2026-10-01", "as_of: 2026-09-30", 12,
        "KS-HIHO-001 は 2026-10-01 現在の問題です。試験の as_of をその日以後にしてください",
    ),
    "minutes": ("minutes: 120", "minutes: 90", 5, "模擬試験の minutes は 120 です"),
    "no pass mark": ("pass_mark: 18", "pass_mark: null", 10, "模擬試験には合格点が要ります。整数で書いてください"),
    "pass mark beyond all": ("pass_mark: 18", "pass_mark: 26", 10, "合格点 26 が問題の数 25 を超えています"),
    "unknown kind": (
        "kind: mock", "kind: mok", 2,
        'kind: "mok" は使えません（もしかして mock）。mock・short・check・trial のどれかを書きます',
    ),
    "section missing": (
        "code: health, title", "code: healthy, title", 7,
        "分野 health-welfare に科目区分 health（20 問）を加えてください",
    ),
    "section too many": (
        "code: health, title", "code: healthy, title", 17,
        "模擬試験に分野 health-welfare の科目区分 healthy はありません。消してください",
    ),
    "results after a close that never comes": (
        "opens_at: null", "results: after_close", 6,
        "締切の後に結果を見せるには closes_at が要ります。日時を書いてください",
    ),
    "a time without offset": (
        "opens_at: null", "opens_at: 2027-10-10T10:00:00", 1,
        '「2027-10-10T10:00:00」は日時として読めません。"2027-10-10T10:00:00+09:00" の形（時差つき）に書いてください',
    ),
    "a time that is none": (
        "opens_at: null", "opens_at: 明日", 1,
        '「明日」は日時として読めません。"2027-10-10T10:00:00+09:00" の形（時差つき）に書いてください',
    ),
    "closing before opening": (
        "opens_at: null", "opens_at: 2027-10-10T10:00:00+09:00\ncloses_at: 2027-10-10T10:00:00+09:00", 7,
        "closes_at は opens_at より後にしてください",
    ),
    "entry after closing": (
        "opens_at: null", "closes_at: 2027-10-10T10:00:00+09:00\nentry_until: 2027-10-10T10:01:00+09:00", 7,
        "entry_until は closes_at までにしてください",
    ),
    "entry before opening": (
        "opens_at: null", "opens_at: 2027-10-10T10:00:00+09:00\nentry_until: 2027-10-10T10:00:00+09:00", 7,
        "entry_until は opens_at より後にしてください",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), BAD_PAPERS.values(), ids=BAD_PAPERS.keys())
def test_a_bad_paper_is_refused(old: str, new: str, line: int, message: str) -> None:
    assert f"{MOCK}:{line} mock-1 {message}" in problems(with_paper(spoilt(old, new, text=mock_paper())))


def test_threes_are_counted() -> None:
    files = mock_bank()
    care = [question(id, "care-support.insured", choose=2) for id in ids("care-support.insured")]
    files["questions/care-support/insured.yaml"] = "".join(care).encode()

    assert problems(files) == [f"{MOCK}:7 mock-1 「3つ選べ」が 28 問です。38〜48 問にしてください"]


def test_cases_are_counted() -> None:
    files = mock_bank()
    cases = [question(id, "care-support.cases", choose=3) for id in ids("care-support.cases")]
    files["questions/care-support/cases.yaml"] = "".join(cases).encode()

    assert problems(files) == [
        "cases.yaml:1 CASE-KS-01 注意: この事例はどの問題にも使われていません",
        f"{MOCK}:7 mock-1 事例の問題が 0 問です。2〜3 問にしてください",
    ]


def test_a_mock_takes_questions_of_the_official_shape_only() -> None:
    files = mock_bank()
    four = question("FU-GYAK-001", "welfare.abuse", choose=2, statements=4).replace(
        "  difficulty: 2", "  difficulty: 2\n  official: false"
    )
    rest = files["questions/welfare/abuse.yaml"].split(b"- id: FU-GYAK-002")[1]
    files["questions/welfare/abuse.yaml"] = four.encode() + b"- id: FU-GYAK-002" + rest

    assert problems(files) == [f"{MOCK}:18 mock-1 FU-GYAK-001 は公式形式ではありません。五肢の問題に替えてください"]


def test_a_question_whose_rule_has_ended_is_refused() -> None:
    files = mock_bank()
    name = "questions/welfare/abuse.yaml"
    expired = files[name].replace(b"as_of: 2026-10-01", b"as_of: 2026-09-01\n  expires: 2026-10-01", 1)
    files[name] = expired

    assert problems(files) == [
        f"{MOCK}:18 mock-1 FU-GYAK-001 の期限（2026-10-01）は試験の as_of までに切れます。別の問題に替えてください"
    ]


@pytest.mark.parametrize("kind", ["short", "check", "trial"])
def test_other_papers_have_no_quotas(kind: str) -> None:
    files = mock_bank()
    files[f"papers/{kind}.yaml"] = f"""\
slug: {kind}
kind: {kind}
title: 十問
as_of: 2026-10-01
minutes: 20
fields:
  - code: care-support
    title: 介護支援分野
    pass_mark: null
    sections:
      - {{code: care-support, title: 介護支援分野, questions: [KS-HIHO-001, KS-HIHO-002]}}
""".encode()

    assert problems(files) == []


def test_the_same_slug_in_two_files_is_refused() -> None:
    files = mock_bank()
    files["papers/mock-2.yaml"] = files[MOCK]

    assert problems(files) == [
        f"papers/mock-2.yaml:1 mock-1 試験の slug 「mock-1」は {MOCK}:1 で使われています。別のものにしてください"
    ]


def test_a_paper_does_not_complain_about_questions_that_could_not_be_read() -> None:
    files = mock_bank()
    files["questions/welfare/abuse.yaml"] = b"- id: FU-GYAK-001\n- id: [\n"

    assert [problem.split(":")[0] for problem in problems(files)] == ["questions/welfare/abuse.yaml"]


def test_a_case_with_a_fault_is_not_called_missing() -> None:
    files = {**mock_bank(), "cases.yaml": spoilt("text: ", "txt: ", text=CASES)}

    assert problems(files) == ["cases.yaml:2 CASE-KS-01 「txt」という見出しはありません。もしかして「text」ですか"]
