"""What nearly repeats a statement, by the measure of the bank's files, told with both places."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from app.questions.rules import sameness
from app.questions.rules.exchange.package import Package
from app.questions.rules.near import NEARLY, REPEATS, Lookalikes, OfFile
from app.questions.rules.stock import Question
from tests.questions.mangled import own
from tests.questions.samples import sentence


def variants(number: int) -> list[str]:
    """Sentences of forty letters, some of them another one with a word changed."""
    chance, made = Random(5), [sentence(str(n), 40) for n in range(number)]
    for n in range(0, number, 3):
        at = chance.randrange(30)
        made.append(made[n][:at] + "被保険者" + made[n][at + chance.choice([1, 4, 12]) :])
    return made


def test_the_same_texts_are_alike_as_by_the_measure_of_the_files() -> None:
    texts = variants(60)

    pairs = {(later, earlier) for later, earlier, _ in Lookalikes(texts, range(len(texts))).among_themselves()}

    assert pairs == {(later, earlier) for earlier, later, _ in sameness.alike(texts, sameness.STATEMENTS_ALIKE)}
    assert len(pairs) > 10


def test_texts_of_one_owner_and_short_ones_are_compared_too_but_never_with_themselves() -> None:
    texts = ["要", "要介護認定を市町村に申請する。", "要介護認定を市町村に申請する", "要介護認定を市町村へ申請する。"]

    assert list(Lookalikes(texts, [0, 1, 1, 1]).among_themselves()) == []
    assert [(later, earlier) for later, earlier, _ in Lookalikes(texts, range(4)).among_themselves()] == [(2, 1)]


def said(questions: list[Question], *, bank: Question, changed: set[str]) -> list[str]:
    package, of_file = Package(), OfFile(questions)
    for number, one in enumerate(bank.statements, 1):
        of_file.meet(bank.id, number, one.text)
    of_file.tell(package, changed)
    return [str(remark) for remark in package.remarks]


def written(id: str, *texts: str) -> Question:
    first = own().questions[0]
    made = [replace(one, text=text) for one, text in zip(first.statements, texts, strict=False)]
    return replace(first, id=id, statements=tuple(made))


def test_a_pair_is_named_with_both_places_and_two_pairs_as_questions() -> None:
    bank = own().questions[0]
    texts = [one.text for one in bank.statements]
    near = texts[1].replace("日本国籍", "外国籍")
    single = written("A", near, "まったく別の話をしている文である。")
    double = written("B", near, texts[2], "さらに別の話である。")
    usual = written("C", "都道府県が指定する。", "市町村長が指定を行う。")
    again = written("D", "都道府県が指定する。", "申請は要らないとされている。")

    told = said([single, double, usual, again], bank=bank, changed={"A", "B", "C", "D"})

    assert told == [
        f"Aの肢1（KS-HIHO-001の肢2、似かた{sameness.likeness(*map(sameness.grams, (near, texts[1]))):.0%}）"
        f" 注意: {NEARLY}",
        f"Bの肢1（Aの肢1、似かた100%） 注意: {NEARLY}",
        f"Bの肢2（KS-HIHO-001の肢3、似かた100%） 注意: {NEARLY}",
    ]
    assert said([double], bank=bank, changed={"B"}) == [f"B（KS-HIHO-001） 注意: {REPEATS}"]
    assert said([single], bank=bank, changed=set()) == []
