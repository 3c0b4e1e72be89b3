"""Questions, papers and attempts for tests: small ones, with nothing surprising in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from sqlalchemy import select

from app import clock
from app.accounts.models import Organisation
from app.db import db
from app.exams.models import (
    AcceptedKey,
    Answer,
    Attempt,
    LateAnswer,
    Paper,
    PaperEdition,
    PaperField,
    PaperQuestion,
    PaperSection,
)
from app.exams.rules import AttemptState, Audience, ends_at, mask_of
from app.questions.models import Citation, Question, QuestionVersion, Source, Statement, Topic
from app.questions.rules.words import PaperKind, QuestionStatus, Results, SourceKind
from tests.factories import ModelFactory, OrganisationFactory, PersonFactory


class TopicFactory(ModelFactory):
    class Meta:
        model = Topic

    code = factory.Sequence(lambda n: f"care-support.topic-{n}")
    title = factory.Sequence(lambda n: f"出題項目{n}")
    aliases = factory.LazyFunction(list)
    field_code = section_code = "care-support"
    field_title = section_title = "介護支援分野"
    group_title = "介護保険制度"
    position = factory.Sequence(lambda n: n)


class SourceFactory(ModelFactory):
    class Meta:
        model = Source

    key = factory.Sequence(lambda n: f"law-{n}")
    kind = SourceKind.ACT
    title = factory.Sequence(lambda n: f"根拠法{n}")


class QuestionFactory(ModelFactory):
    class Meta:
        model = Question

    external_id = factory.Sequence(lambda n: f"KS-TEST-{n:03}")
    status = QuestionStatus.PUBLISHED
    created_at = factory.LazyFunction(clock.now)


def question_version(key: Sequence[int], *, organisation: Organisation, statements: int = 5) -> QuestionVersion:
    """A published question of so many statements of which those of the key are right, each with why and source."""
    version = _unsaved_version(key, organisation.id, statements)
    db.session.add(version)
    db.session.flush()
    return version


def _unsaved_version(key: Sequence[int], organisation_id: int, statements: int = 5) -> QuestionVersion:
    topic = TopicFactory.build(organisation_id=organisation_id)
    source = SourceFactory.build(organisation_id=organisation_id)
    question = QuestionFactory.build(organisation_id=organisation_id)
    name = question.external_id
    return QuestionVersion(
        question=question,
        number=1,
        topic=topic,
        stem=f"{name}について正しいものはどれか。",
        choose=len(key),
        accepted_keys=[sorted(key)],
        as_of=date(2026, 10, 1),
        difficulty=2,
        tags=[],
        rights="own",
        content_hash=name,
        created_at=clock.now(),
        published_at=clock.now(),
        statements=[
            Statement(
                position=n,
                identity=n,
                text=f"{name}の肢{n}の文。",
                correct=n in key,
                why=f"{name}の肢{n}の解説。",
                citations=[Citation(position=1, source=source, article="9")],
            )
            for n in range(1, statements + 1)
        ],
    )


class PaperFactory(ModelFactory):
    class Meta:
        model = Paper

    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda n: f"paper-{n}")
    kind = PaperKind.MOCK
    title = factory.Sequence(lambda n: f"模擬試験 第{n}回")
    audience = Audience.EVERYONE
    results = Results.AT_ONCE
    created_at = factory.LazyFunction(clock.now)


Keys = Mapping[str, Sequence[Sequence[int]]]
SMALL: Keys = {"care-support": [(1, 3), (2, 4)], "health": [(1, 2, 3)], "welfare": [(4, 5)]}
FIELDS = {"care-support": ["care-support"], "health-welfare": ["health", "welfare"]}


def exam(keys: Keys = SMALL, *, marks: Sequence[int | None] = (1, 1), minutes: int = 120, **about: Any) -> PaperEdition:
    """A paper of the two fields with these keys in its sections, and what `about` says; gives its edition."""
    paper = PaperFactory(**about)
    fields = [
        PaperField(
            code=code,
            title=f"分野{place}",
            position=place,
            pass_mark=mark,
            sections=[PaperSection(code=name, title=f"区分{name}", position=rank) for rank, name in enumerate(names)],
        )
        for place, ((code, names), mark) in enumerate(zip(FIELDS.items(), marks, strict=True), 1)
    ]
    edition = _edition(paper, fields, minutes, sum(map(len, keys.values())))
    asked = [(section, key) for field in fields for section in field.sections for key in keys.get(section.code, ())]
    for number, (section, key) in enumerate(asked, 1):
        _ask(edition, number, section, _unsaved_version(key, paper.organisation.id), [mask_of(key)])
    db.session.flush()  # all questions at once: most tests begin here
    return edition


def _edition(paper: Paper, fields: list[PaperField], minutes: int, questions: int) -> PaperEdition:
    edition = PaperEdition(
        paper=paper,
        number=len(paper.editions) + 1,
        as_of=date(2026, 10, 1),
        minutes=minutes,
        question_count=questions,
        revision=0,
        content_hash=f"{paper.slug}-{len(paper.editions) + 1}",
        created_at=clock.now(),
        fields=fields,
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def _ask(
    edition: PaperEdition, number: int, section: PaperSection, version: QuestionVersion, masks: Iterable[int]
) -> None:
    db.session.add(
        PaperQuestion(
            edition_id=edition.id,
            number=number,
            section_id=section.id,
            version=version,
            choose=version.choose,
            statement_count=len(version.statements),
            keys=[AcceptedKey(mask=mask) for mask in masks],
        )
    )


def another_edition(edition: PaperEdition, *, reworded: bool = False) -> PaperEdition:
    """A newer edition of the paper that asks the same questions, the first in a new version if `reworded`."""
    fields = [
        PaperField(
            code=field.code,
            title=field.title,
            position=field.position,
            pass_mark=field.pass_mark,
            sections=[PaperSection(code=s.code, title=s.title, position=s.position) for s in field.sections],
        )
        for field in edition.fields
    ]
    newer = _edition(edition.paper, fields, edition.minutes, edition.question_count)
    places = {section.code: section for field in newer.fields for section in field.sections}
    wanted = select(PaperQuestion).where(PaperQuestion.edition_id == edition.id).order_by(PaperQuestion.number)
    for asked in db.session.scalars(wanted).all():
        version = asked.version
        if reworded and asked.number == 1:
            version = question_version(version.accepted_keys[0], organisation=edition.paper.organisation)
            version.question, version.number = asked.version.question, 2
        _ask(newer, asked.number, places[asked.section.code], version, [key.mask for key in asked.keys])
    db.session.flush()
    return newer


class AttemptFactory(ModelFactory):
    """An open attempt, begun now, or one that ended `closed` ago; `answers` are choices by number."""

    class Meta:
        model = Attempt

    class Params:
        closed = factory.Trait(
            state=AttemptState.SUBMITTED,
            closed_at=factory.LazyAttribute(lambda o: o.started_at + timedelta(minutes=90)),
        )

    edition = factory.LazyFunction(exam)
    paper = factory.SelfAttribute("edition.paper")
    person = factory.SubFactory(PersonFactory)
    state = AttemptState.OPEN
    factor = Decimal("1.00")
    aids = factory.LazyFunction(list)
    started_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyAttribute(lambda o: ends_at(o.started_at, o.edition.minutes, o.factor))

    @factory.post_generation
    def answers(self, create: bool, choices: Mapping[int, Sequence[int]] | None, **_: Any) -> None:
        db.session.add_all(
            Answer(
                attempt_id=self.id,
                number=number,
                choices=mask_of(chosen),
                struck=0,
                flagged=False,
                seq=1,
                seconds=0,
                saved_at=self.started_at,
            )
            for number, chosen in (choices or {}).items()
        )
        db.session.flush()


def closed_attempt(edition: PaperEdition, **about: Any) -> Attempt:
    """An attempt that was begun three hours ago and handed in."""
    begun = {"started_at": clock.now() - timedelta(hours=3), **about}
    attempt: Attempt = AttemptFactory(edition=edition, closed=True, **begun)
    return attempt


def late_answer(attempt: Attempt, *, number: int = 1, choices: Sequence[int] = (1, 3), seq: int = 2) -> LateAnswer:
    """An answer that has just come, too late."""
    late = LateAnswer(attempt_id=attempt.id, number=number, choices=mask_of(choices), seq=seq, received_at=clock.now())
    db.session.add(late)
    db.session.flush()
    return late
