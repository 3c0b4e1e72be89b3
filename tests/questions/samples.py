"""Small banks for tests: one question to spoil, and a whole mock of sentences that are not alike."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

Files = dict[str, bytes]

INSURED = "questions/care-support/insured.yaml"
ABUSE = "questions/welfare/abuse.yaml"
MOCK = "papers/mock-1.yaml"
LAW = "409AC0000000123"

SYLLABUS = """\
fields:
  - code: care-support
    title: 介護支援分野
    sections:
      - code: care-support
        title: 介護支援分野
        groups:
          - title: 介護保険制度の基礎知識
            topics:
              - {code: care-support.insured, prefix: KS-HIHO, title: 被保険者, aliases: [第1号被保険者]}
              - {code: care-support.cases, prefix: KS-JIRE, title: 事例, aliases: []}
  - code: health-welfare
    title: 保健医療福祉サービス分野
    sections:
      - code: health
        title: 保健医療サービスの知識等
        groups:
          - title: 医学・介護技術の知識
            topics:
              - {code: health.nutrition, prefix: HO-EIYO, title: 栄養・食生活, aliases: []}
      - code: welfare
        title: 福祉サービスの知識等
        groups:
          - title: 面接・ソーシャルワーク
            topics:
              - {code: welfare.interview, prefix: FU-MENS, title: 面接, aliases: []}
          - title: 福祉サービス
            topics:
              - {code: welfare.home-help, prefix: FU-HOMO, title: 訪問介護, aliases: []}
          - title: 他制度
            topics:
              - {code: welfare.abuse, prefix: FU-GYAK, title: 高齢者虐待の防止, aliases: []}
"""

SOURCES = f"""\
- key: {LAW}
  kind: 法律
  title: 介護保険法
  law_id: {LAW}
  edition: 2026-02-08
  url: https://laws.e-gov.go.jp/law/{LAW}
- key: expert-knowledge
  kind: 専門知識
  title: 専門職に共通する知識（二名の独立確認済み）
  law_id: null
  edition: null
  url: null
"""

CASES = """\
- id: CASE-KS-01
  text: Aさん（82歳、女性）は長男と暮らしている。最近、物忘れが目立つようになり、長女が心配して相談に訪れた。
"""

COVERAGE = """\
- document: 介護支援専門員の仕事
  headings:
    - code: shigoto-1
      title: だれを支えるか
      questions: [KS-HIHO-001]
    - code: shigoto-2
      title: 事例の検討
      questions: [KS-JIRE-001, KS-JIRE-002]
- document: 高齢者虐待の防止
  headings:
    - code: gyakutai-1
      title: 通報の義務
      questions: [FU-GYAK-001]
"""

LAWS = json.dumps({LAW: {"title": "介護保険法", "articles": ["1", "2", "9", "10", "10-2", "115-45", "115-45-2"]}})

QUESTION = f"""\
- id: KS-HIHO-001
  topic: care-support.insured
  stem: 介護保険の被保険者について正しいものはどれか。
  choose: 3
  case: null
  image: null
  as_of: 2026-10-01
  expires: null
  difficulty: 2
  tags: []
  rights: own
  statements:
    - text: 市町村の区域内に住む65歳以上の者は、医療保険に加入していなくても第1号被保険者となる。
      correct: true
      why: 第1号被保険者の要件は住所と年齢の二つで、医療保険の加入は第2号被保険者だけの要件である。混同しやすい。
      plain: null
      sources: [{{law: {LAW}, article: "9"}}]
    - text: 日本国籍を持たない者は、住民であっても介護保険の被保険者になることができない。
      correct: false
      why: 被保険者の要件に国籍は含まれておらず、住所のある外国人も年齢などの要件を満たせば被保険者になる。
      plain: null
      sources: [{{law: {LAW}, article: "10-2", paragraph: 1, item: "3"}}]
    - text: 第2号被保険者は40歳以上65歳未満で、公的な医療保険の加入者であることを要する。
      correct: true
      why: 年齢の幅に加えて医療保険加入者であることが求められる。脱退すれば資格を失う点が第1号と異なる。
      plain: null
      sources: [{{law: {LAW}, article: "115-45-2"}}]
    - text: 資格の取得には市町村への届出が必要で、届出の前日までは保険給付を受ける権利が生じない。
      correct: false
      why: 資格は要件を満たした日に法律上当然に生じる。届出は義務だが、取得の効果を左右するものではない。
      plain: null
      sources: [{{law: {LAW}, suppl: "附則第2条"}}]
    - text: 転出先の施設に住民票を移した人でも、元の自治体が引き続き保険者となる仕組みがある。
      correct: true
      why: 住所地特例といい、施設が集まる自治体の負担が重くならないように設けられた。対象となる施設は限られる。
      plain: null
      sources: [{{law: {LAW}, article: "2"}}]
"""


def bank(**changes: bytes) -> Files:
    """A bank of one good question; `changes` replace whole files: question, sources, cases, laws, syllabus."""
    texts = {
        "syllabus": ("syllabus.yaml", SYLLABUS),
        "sources": ("sources.yaml", SOURCES),
        "cases": ("cases.yaml", "[]\n"),
        "laws": ("laws.json", LAWS),
        "question": (INSURED, QUESTION),
    }
    return {path: changes.get(name, text.encode()) for name, (path, text) in texts.items()}


def write(folder: Path, files: Files) -> Path:
    """Lay the files into the folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def spoilt(old: str, new: str, *, text: str = QUESTION) -> bytes:
    """The text with one place changed; the place must be there once."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new).encode()


def sentence(seed: str, length: int) -> str:
    """Letters that look like nothing else, ended by a full stop; the same seed gives the same."""
    letters = Random(seed)  # the same letters on every run
    return (
        "".join(letters.choice("あいうえおかきくけこさしすせそたちつてとなにぬねの") for _ in range(length - 1)) + "。"
    )


def question(id: str, topic: str, *, choose: int, case: str | None = None, statements: int = 5, first: int = 0) -> str:
    """A question in the format of the files, about nothing; its key begins at `first` and goes round."""
    lines = [
        f"- id: {id}",
        f"  topic: {topic}",
        f"  stem: {sentence(id, 20)}",
        f"  choose: {choose}",
        f"  case: {case or 'null'}",
        "  as_of: 2026-10-01",
        "  difficulty: 2",
        "  statements:",
    ]
    for n in range(statements):
        lines += [
            f"    - text: {sentence(f'{id} {n} text', 40)}",
            f"      correct: {str((n - first) % statements < choose).lower()}",
            f"      why: {sentence(f'{id} {n} why', 60)}",
            f'      sources: [{{law: {LAW}, article: "9"}}]',
        ]
    return "\n".join(lines) + "\n"


TOPICS = {  # topic code: prefix, number of questions in a mock, how many of them ask for two
    "care-support.insured": ("KS-HIHO", 22, 8),
    "care-support.cases": ("KS-JIRE", 3, 0),
    "health.nutrition": ("HO-EIYO", 20, 6),
    "welfare.interview": ("FU-MENS", 4, 1),
    "welfare.home-help": ("FU-HOMO", 8, 2),
    "welfare.abuse": ("FU-GYAK", 3, 1),
}


def ids(topic: str) -> list[str]:
    prefix, number, _twos = TOPICS[topic]
    return [f"{prefix}-{n:03}" for n in range(1, number + 1)]


def mock_paper() -> str:
    """A mock of 25, 20 and 15 questions in the order of the real papers."""
    care = ", ".join(ids("care-support.insured") + ids("care-support.cases"))
    welfare = ", ".join(id for topic in TOPICS if topic.startswith("welfare") for id in ids(topic))
    return f"""\
slug: mock-1
kind: mock
title: 模擬試験 第1回
as_of: 2026-10-01
minutes: 120
opens_at: null
fields:
  - code: care-support
    title: 介護支援分野
    pass_mark: 18
    sections:
      - {{code: care-support, title: 介護支援分野, questions: [{care}]}}
  - code: health-welfare
    title: 保健医療福祉サービス分野
    pass_mark: 25
    sections:
      - {{code: health, title: 保健医療サービスの知識等, questions: [{", ".join(ids("health.nutrition"))}]}}
      - {{code: welfare, title: 福祉サービスの知識等, questions: [{welfare}]}}
"""


def mock_bank() -> Files:
    """A whole mock with its 60 questions: 42 ask for three, three are about one case; nothing gives a key away."""
    files = bank(cases=CASES.encode())
    for topic, (_prefix, _number, twos) in TOPICS.items():
        section, name = topic.split(".")
        case = "CASE-KS-01" if name == "cases" else None
        questions = [
            question(id, topic, choose=2 if n < twos else 3, case=case, first=n) for n, id in enumerate(ids(topic))
        ]
        files[f"questions/{section}/{name}.yaml"] = "".join(questions).encode()
    files[MOCK] = mock_paper().encode()
    files["coverage.yaml"] = COVERAGE.encode()
    return files
