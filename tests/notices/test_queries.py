from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.errors import NotFound
from app.notices import queries
from app.notices.rules import NoticeKind
from tests.factories import NoticeFactory, NoticePreferenceFactory, PersonFactory


def test_the_unread_are_counted_for_each_person_alone(db: Session) -> None:
    person = PersonFactory()
    NoticeFactory.create_batch(2, person_id=person.id)
    NoticeFactory(person_id=person.id, read_at=clock.now())
    NoticeFactory(person_id=PersonFactory().id)

    listed = queries.notices(person.id, page=1)

    assert queries.unread(person.id) == 2
    assert (listed.total, listed.unread, listed.pages, len(listed.found)) == (3, 2, 1, 3)


def test_a_notice_is_found_by_its_person_alone(db: Session) -> None:
    notice = NoticeFactory(person_id=PersonFactory().id)

    assert queries.own_notice(notice.id, notice.person_id) is notice
    with pytest.raises(NotFound):
        queries.own_notice(notice.id, PersonFactory().id)


def test_every_kind_comes_as_a_letter_until_something_else_is_said(db: Session) -> None:
    person, other = PersonFactory(), PersonFactory()
    NoticePreferenceFactory(person_id=person.id, kind=NoticeKind.TRAINING, by_mail=False)

    wanted = queries.wants_by_mail(person.id)

    assert {kind for kind, by_mail in wanted.items() if not by_mail} == {NoticeKind.TRAINING}
    assert queries.without_letters([person.id, other.id], NoticeKind.TRAINING) == {person.id}
    assert queries.without_letters([person.id, other.id], NoticeKind.REGRADE) == frozenset()
