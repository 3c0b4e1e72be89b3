"""Every way in which an author may go wrong in a question is refused with its line and what to write instead."""

from __future__ import annotations

from itertools import takewhile

import pytest

from app.questions.rules.reading import read_bank
from tests.questions.samples import INSURED, LAW, QUESTION, bank, spoilt


def first_difference(text: str, other: str) -> int:
    """The line on which the two part."""
    pairs = zip(text, other, strict=False)
    return 1 + sum(here == "\n" for here, _there in takewhile(lambda pair: pair[0] == pair[1], pairs))


BAD_QUESTIONS = {
    "typo in a key": (
        "  difficulty: 2",
        "  dificulty: 2",
        "「dificulty」という見出しはありません。もしかして「difficulty」ですか",
    ),
    "unknown key": (
        "  tags: []",
        "  tags: []\n  色: 赤",
        "「色」という見出しはありません。書けるのは id・topic・stem・choose・case・image・as_of・expires・difficulty・"
        "tags・rights・official・statements です",
    ),
    "article as a number": (
        'article: "115-45-2"',
        "article: 115.20",
        'article: 115.2 ではなく、文字列を書いてください。条番号は引用符で囲んで、第十条の二は "10-2"、'
        '第百十五条の四十五の二は "115-45-2" と半角で書きます',
    ),
    "article as an integer": (
        'article: "9"',
        "article: 9",
        'article: 9 ではなく、文字列を書いてください。条番号は引用符で囲んで、第十条の二は "10-2"、'
        '第百十五条の四十五の二は "115-45-2" と半角で書きます',
    ),
    "article that does not exist": (
        'article: "115-45-2"',
        'article: "115-45-3"',
        '介護保険法に条 "115-45-3" はありません。もしかして "115-45-2" ですか',
    ),
    "full-width article": (
        'article: "9"',
        'article: "９"',
        'article: "９" に全角の字があります。半角で "9" と書いてください。条番号は引用符で囲んで、第十条の二は '
        '"10-2"、第百十五条の四十五の二は "115-45-2" と半角で書きます',
    ),
    "full-width number": (
        "  choose: 3",
        "  choose: ３",
        'choose: "３" に全角の字があります。半角で 3 と書いてください。正しい肢の数を引用符なしの半角の数で書きます'
        "（公式形式では 2 か 3）",
    ),
    "decimal": (
        "  choose: 3",
        "  choose: 3.0",
        "choose: 3.0 ではなく、整数を書いてください。正しい肢の数を引用符なしの半角の数で書きます"
        "（公式形式では 2 か 3）",
    ),
    "quoted number": (
        "  choose: 3",
        '  choose: "3"',
        "choose: 引用符を外して 3 と書いてください。正しい肢の数を引用符なしの半角の数で書きます"
        "（公式形式では 2 か 3）",
    ),
    "full-width date": (
        "  as_of: 2026-10-01",
        "  as_of: ２０２６-10-01",
        'as_of: "２０２６-10-01" に全角の字があります。半角で "2026-10-01" と書いてください。'
        "日付は半角で 2026-10-01 の形に書きます",
    ),
    "a day that is not": (
        "  as_of: 2026-10-01",
        "  as_of: 2026-02-30",
        'as_of: "2026-02-30" という日はありません。日付は半角で 2026-10-01 の形に書きます',
    ),
    "expired at once": (
        "  expires: null",
        "  expires: 2026-10-01",
        "expires は as_of（2026-10-01）より後の日にしてください",
    ),
    "choose does not fit": (
        "  choose: 3",
        "  choose: 2",
        "choose は 2 ですが、correct: true の肢は 3 個です。どちらかを直してください",
    ),
    "choose in the stem": (
        "ものはどれか。",
        "ものはどれか。3つ選べ。",
        "問題文に「つ選べ」は書きません。choose から表示されるので、消してください",
    ),
    "digits of both widths": (
        "区域内に住む65歳以上",
        "区域内に住む6５歳以上",
        "全角と半角の数字が混じっています。半角にそろえてください",
    ),
    "short statement": (
        "第2号被保険者は40歳以上65歳未満で、公的な医療保険の加入者であることを要する。",
        "短い文である。",
        "3 番目の肢が 7 字です。15〜90 字にしてください",
    ),
    "empty why": (
        "被保険者の要件に国籍は含まれておらず、住所のある外国人も年齢などの要件を満たせば被保険者になる。",
        "誤り。",
        "2 番目の解説が 3 字です。40〜160 字にしてください",
    ),
    "law that is not registered": (
        f'{{law: {LAW}, article: "9"}}',
        '{law: 409AC0000000999, article: "9"}',
        "根拠「409AC0000000999」は sources.yaml にありません。もしかして「409AC0000000123」ですか",
    ),
    "law without an article": (
        f'{{law: {LAW}, article: "9"}}',
        f"{{law: {LAW}}}",
        'sources: 法令の根拠に条がありません。article: "9"（附則なら suppl: "附則第2条"）を書いてください',
    ),
    "neither law nor source": (
        f'[{{law: {LAW}, article: "9"}}]',
        "[{}]",
        'sources: law も source もありません。根拠は {law: 409AC0000000123, article: "9"} か '
        "{source: expert-knowledge} の形に書きます",
    ),
    "article of a source": (
        f'{{law: {LAW}, article: "9"}}',
        '{source: expert-knowledge, article: "9"}',
        "article: source と一緒には書けません。消してください",
    ),
    "expertise in the care support part": (
        f'{{law: {LAW}, article: "9"}}',
        "{source: expert-knowledge}",
        "介護支援分野では専門知識を根拠にできません。法令などの条を書いてください",
    ),
    "no source": (
        f'[{{law: {LAW}, article: "9"}}]',
        "[]",
        "sources: 0 個です。1 個以上にしてください。根拠を一つ以上、一覧で書きます",
    ),
    "the same source twice": (
        f'[{{law: {LAW}, article: "9"}}]',
        f'[{{law: {LAW}, article: "9"}}, {{law: {LAW}, article: "9"}}]',
        "1 番目の肢に同じ根拠が二度あります。一つにしてください",
    ),
    "topic that does not exist": (
        "topic: care-support.insured",
        "topic: care-support.insuredd",
        "出題項目「care-support.insuredd」は syllabus.yaml にありません。もしかして「care-support.insured」ですか",
    ),
    "id of another topic": (
        "id: KS-HIHO-001",
        "id: KS-JIRE-001",
        "id の頭が出題項目（被保険者）と合いません。KS-HIHO-001 とするか、topic を直してください",
    ),
    "full-width id": (
        "id: KS-HIHO-001",
        "id: KS-HIHO-０01",
        'id: "KS-HIHO-０01" に全角の字があります。半角で "KS-HIHO-001" と書いてください。'
        "問題の id は syllabus.yaml の prefix と 3 桁の番号を半角でつないで KS-HIHO-001 の形に書きます",
    ),
    "case that does not exist": (
        "case: null",
        "case: CASE-KS-09",
        "事例「CASE-KS-09」は cases.yaml にありません。名前を確かめてください",
    ),
    "image that does not exist": (
        "image: null",
        "image: {file: images/a.png, alt: 図}",
        "図 images/a.png がありません。置くか image: null としてください",
    ),
    "yes for true": (
        "      correct: true\n      why: 年齢",
        "      correct: yes\n      why: 年齢",
        '「yes」は YAML では文字でない値と読まれます。"yes" と引用符で囲んでください',
    ),
    "duplicate key": (
        "  rights: own",
        "  rights: own\n  rights: own",
        "「rights」が二度書かれています（一度目は 11 行目）。一つにしてください",
    ),
    "anchor": ("stem: 介護", "stem: &a 介護", "目印「&a」は使えません。消してください"),
    "tag": ("choose: 3", "choose: !!int 3", "タグ「!!int」は使えません。値だけを書いてください"),
    "tab": ("  rights: own", "  rights:\town", "タブがあります。半角空白に置き換えてください"),
    "colon in a text": (
        "stem: 介護保険の被保険者",
        "stem: 例: 介護保険の被保険者",
        '文の中に「: 」があります。文全体を " " で囲んでください',
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), BAD_QUESTIONS.values(), ids=BAD_QUESTIONS.keys())
def test_a_bad_question_is_refused_with_its_line_and_what_to_write(old: str, new: str, message: str) -> None:
    content = spoilt(old, new)
    line = first_difference(QUESTION, content.decode())

    reading = read_bank(bank(question=content))

    assert reading.bank is None
    found = [(problem.file, problem.line) for problem in reading.problems if problem.message == message]
    assert found == [(INSURED, line)], reading.problems
