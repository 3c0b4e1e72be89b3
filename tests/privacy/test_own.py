"""One's own data: received, mended, agreed to."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import audit, clock, tasks
from app.accounts import personal_data
from app.accounts.models import Account, Consent, Membership
from app.accounts.rules import CONSENT_VERSIONS, Role
from app.notices.models import Notice
from app.privacy.actions import asking
from app.privacy.models import Disclosure, PrivacyRequest
from app.privacy.rules import register
from app.privacy.rules.asking import RequestKind, RequestState
from tests.client import StrictClient
from tests.factories import (
    AccommodationFactory,
    AccountFactory,
    ConsentFactory,
    FormerNameFactory,
    NoticeFactory,
    member,
)

PAGE = "/account/privacy"
WISH = {"kind": "correct", "about": "10月5日の出席", "wish": "出席していました。"}


@pytest.fixture
def account(client: StrictClient, db: Session) -> Account:
    made: Account = AccountFactory(person=member(Role.CANDIDATE, name="佐藤 花子"))
    client.sign_in(made.person)
    return made


def test_the_worker_hands_over_everything_as_json_and_as_a_page(
    client: StrictClient, account: Account, db: Session
) -> None:
    ConsentFactory(person_id=account.person_id)
    FormerNameFactory(person_id=account.person_id)
    AccommodationFactory(person_id=account.person_id, granted_by_id=account.person_id)
    NoticeFactory(person_id=account.person_id, title="私だけのお知らせ")
    NoticeFactory(person_id=AccountFactory().person_id, title="人のお知らせ")

    asked = client.post(f"{PAGE}/disclosures")
    waiting = client.get(PAGE).text
    tasks.run_due()
    ready = client.get(PAGE).text
    [path] = re.findall(rf'href="({PAGE}/disclosures/\d+)"', ready)
    answer = client.get(path)

    assert (asked.status_code, "作っています" in waiting, path in waiting) == (303, True, False)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["gakusha.json", "gakusha.html"]
        data = json.loads(archive.read("gakusha.json"))
        page = archive.read("gakusha.html").decode()
    assert list(data) == personal_data.headings()
    assert data["本人"][0]["氏名"] == "佐藤 花子"
    assert data["アカウント"][0]["メールアドレス"] == account.email
    assert data["合理的配慮"][0]["内容"] == ["試験時間 1.3倍（120分 → 156分）"]
    assert [row["題"] for row in data["お知らせ"]] == ["私だけのお知らせ"]
    assert ("私だけのお知らせ" in page, "人のお知らせ" in page) == (True, False)
    assert register.purpose("解答") in page
    assert "argon2" not in page + json.dumps(data)
    StrictClient.parse(SimpleNamespace(mimetype="text/html", text=page))  # type: ignore[arg-type]
    assert "自分のデータのファイルができました" in db.scalars(select(Notice.title)).all()


def test_one_archive_is_made_at_a_time(client: StrictClient, account: Account, db: Session) -> None:
    first, second = client.post(f"{PAGE}/disclosures"), client.post(f"{PAGE}/disclosures")
    tasks.run_due()
    third = client.post(f"{PAGE}/disclosures")

    assert (first.status_code, second.status_code, third.status_code) == (303, 409, 303)
    assert asking.UNDER_WAY in second.text


def test_nobody_receives_what_is_somebody_else_s(client: StrictClient, account: Account, db: Session) -> None:
    other = asking.ask_disclosure(AccountFactory().person, now=clock.now())
    db.commit()
    tasks.run_due()

    assert client.get(f"{PAGE}/disclosures/{other.id}").status_code == 404
    assert client.get(f"{PAGE}/disclosures/999999").status_code == 404
    client.sign_out()
    assert client.get(f"{PAGE}/disclosures/{other.id}").status_code == 303


def test_an_archive_of_somebody_who_left_meanwhile_is_not_made(db: Session, account: Account) -> None:
    asking.ask_disclosure(account.person, now=clock.now())
    personal_data.erase(account.person_id, clock.now())
    db.commit()

    tasks.run_due()

    assert db.scalar(select(func.count()).select_from(Disclosure)) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_one_row_as_for_three(
    client: StrictClient, account: Account, queries: list[str], number: int
) -> None:
    for n in range(number):
        asking.ask(account.person, RequestKind.STOP, about=f"{n}", wish="…", now=clock.now())
        ConsentFactory(person_id=account.person_id)
    client.get(PAGE)
    queries.clear()

    page = client.get(PAGE).text

    assert page.count(">受け付けました</td>") == number
    assert len(queries) == 10


def test_a_wish_reaches_the_administrators_and_the_answer_comes_back(
    client: StrictClient, account: Account, db: Session
) -> None:
    keeper = AccountFactory(person=member(Role.ADMINISTRATOR))

    asked = client.post(f"{PAGE}/requests", data=WISH)
    [request] = db.scalars(select(PrivacyRequest)).all()
    told = db.scalars(select(Notice).where(Notice.person_id == keeper.person_id)).one()
    client.sign_in(keeper.person)
    shown = client.get(told.link or "").text
    answered = client.post(told.link or "", data={"state": "done", "words": "受付票で確かめ、出席に直しました。"})
    again = client.post(told.link or "", data={"state": "declined", "words": "やはり"})
    client.sign_in(account.person)
    page = client.get(PAGE).text

    assert (asked.status_code, answered.status_code, again.status_code) == (303, 303, 409)
    assert "出席していました。" in shown
    assert (request.state, request.answered_by_id) == (RequestState.DONE, keeper.person_id)
    assert "受付票で確かめ、出席に直しました。" in page
    assert "個人情報の申し込みに答えがあります（対応しました）" in db.scalars(select(Notice.title)).all()
    done = set(db.scalars(select(audit.AuditEntry.action)))
    assert done == {"privacy.ask", "privacy.answer"}
    assert "出席" not in str(db.scalars(select(audit.AuditEntry.after)).all())


def test_who_belongs_nowhere_any_more_is_answered_too(client: StrictClient, account: Account, db: Session) -> None:
    keeper = AccountFactory(person=member(Role.ADMINISTRATOR))
    client.post(f"{PAGE}/requests", data=WISH)
    db.execute(delete(Membership).where(Membership.person_id == account.person_id))
    link = db.scalars(select(Notice.link).where(Notice.person_id == keeper.person_id)).one()
    client.sign_in(keeper.person)

    assert "出席していました。" in client.get(link or "").text
    assert (link or "") in client.get("/admin/privacy").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": ""}, "申し込むことを選んでください"),
        ({"kind": "burn"}, "申し込むこと"),
        ({"about": " "}, "何についてかを書いてください"),
        ({"about": "あ" * 81}, "80文字まで"),
        ({"wish": ""}, "どうしてほしいかを書いてください"),
        ({"wish": "あ" * 2001}, "2,000文字まで"),
    ],
)
def test_a_wish_that_cannot_be_taken_keeps_what_was_typed(
    client: StrictClient, account: Account, changed: dict[str, str], said: str
) -> None:
    answer = client.post(f"{PAGE}/requests", data={**WISH, **changed})

    assert answer.status_code == 422
    assert said in answer.text
    kept = {**WISH, **changed}
    assert f'value="{kept["about"].strip()}"' in answer.text
    assert kept["wish"] in answer.text


def test_one_who_agreed_to_older_texts_can_agree_to_the_new_ones(
    client: StrictClient, account: Account, db: Session
) -> None:
    for purpose in CONSENT_VERSIONS:
        ConsentFactory(
            person_id=account.person_id, purpose=purpose, version="2020-01-01", given_at=clock.now() - timedelta(9)
        )

    before = client.get(PAGE).text
    agreed = client.post(f"{PAGE}/consents")
    client.post(f"{PAGE}/consents")
    after = client.get(PAGE).text

    assert ("同意していない版があります" in before, "同意していない版があります" in after) == (True, False)
    assert agreed.status_code == 303
    assert db.scalar(select(func.count()).select_from(Consent)) == 4
    assert "2020年1月1日</span>" in after


def test_what_is_kept_and_why_is_open_to_all(client: StrictClient, db: Session) -> None:
    page = client.get("/privacy/kept").text

    for heading in personal_data.headings():
        assert heading in page
    assert "送った日から30日" in page
    assert "監査の記録（番号と日時だけ）" in page


def test_every_part_of_a_record_says_what_it_is_for() -> None:
    assert [heading for heading in personal_data.headings() if heading not in register.PURPOSES] == []
