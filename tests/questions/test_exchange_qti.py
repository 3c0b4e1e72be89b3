"""Packages and items of QTI 2.1, 2.2 and 3.0: what is taken, by which rule, and what is told."""

from __future__ import annotations

import pytest

from app.questions.rules.exchange import qti, qti_scoring
from app.questions.rules.exchange.package import Effect, Format
from tests.questions import foreign_files as files
from tests.questions.mangled import own, read, said

QTI = list(qti.DIALECTS)


@pytest.mark.parametrize("form", QTI)
def test_a_package_of_qti_is_read_whatever_its_manifest_says(form: Format) -> None:
    package = read(form, files.qti_package(form))
    bare = read(form, files.qti_package(form, manifest=False))

    assert package.questions == bare.questions
    (question,) = package.questions
    assert (question.id, question.key, question.official) == ("item-1", (1, 3), True)
    assert question.stem == "次の図は保険の仕組みである。 保険者はどれか。"
    assert question.image is not None
    assert question.image.alt == "仕組みの図"
    assert "試験の組み立て（assessmentTest）は読み込みません。問題だけを読み込みます" in said(package, Effect.DROPPED)


@pytest.mark.parametrize("form", QTI)
def test_qti_scoring_is_all_or_nothing_or_it_is_told(form: Format) -> None:
    match = read(form, files.qti_item(form))
    mapped = read(form, files.qti_item(form, processing="map_response"))
    unlimited = read(form, files.qti_item(form, most="0"))
    unsaid = read(form, files.qti_item(form, most=None))
    keyless = read(form, files.qti_item(form, key=False))
    points = read(form, files.qti_item(form, key=False, processing="map_response"))

    assert said(match, Effect.APPROXIMATED) == []
    assert said(mapped, Effect.APPROXIMATED) == [qti_scoring.MAPPED]
    assert said(unlimited, Effect.APPROXIMATED) == [qti_scoring.OTHER_MOST.format(most="なし", right=2)]
    assert said(unsaid, Effect.APPROXIMATED) == [qti_scoring.OTHER_MOST.format(most=1, right=2)]
    assert [remark.message for remark in keyless.remarks if remark.stops] == [qti_scoring.NO_KEY]
    assert (points.questions[0].key, points.sound) == ((1, 3), True)


@pytest.mark.parametrize("form", QTI)
def test_an_item_of_ours_that_another_program_has_changed_is_taken_as_it_is_now(form: Format) -> None:
    package = own()
    made = qti.write(package, form)
    name = next(name for name in made if name.startswith("items/"))
    before = package.questions[0].statements[1].text
    made[name] = made[name].replace(before.encode(), "国籍は要件ではない。".encode())

    (back,) = read(form, files.zipped(made)).questions

    assert back.statements[1].text == "国籍は要件ではない。"
    assert back.statements[1].sources == package.questions[0].statements[1].sources


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<questestinterop/>", "QTI 1.2"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><assessmentItem>&a;</assessmentItem>", "DOCTYPE"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".encode("utf-16"), "DOCTYPE"),
        (b"<assessmentItem>", "XML として"),
        (files.zipped({"../../x.xml": b"<x/>"}), "zip の外"),
        (files.zipped({"x.xml": b" " * 50_000_000}), "大きすぎる"),
        (files.zipped({"readme.txt": b"x"}), "問題（assessmentItem）がありません"),
        (b"PK\x03\x04", "zip として"),
    ],
    ids=["1.2", "laughs", "utf-16", "cut", "slip", "bomb", "empty", "no zip"],
)
def test_a_bad_package_is_refused_with_its_reason(content: bytes, message: str) -> None:
    package = read(Format.QTI_22, content)

    assert package.questions == []
    assert [remark for remark in package.remarks if remark.stops and message in remark.message]
