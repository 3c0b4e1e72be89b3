from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import TASKS, clock, tasks
from app.accounts import queries as accounts
from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules import Role
from app.admin.rules import TASK_LABELS
from app.audit import AuditEntry
from app.mail import send
from app.notices.models import Notice
from app.tasks import Outbox, OutboxState
from tests.admin.factories import OutboxFactory
from tests.client import StrictClient
from tests.factories import AccountFactory, OrganisationFactory, member

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PAGES = (
    *("/admin", "/admin/health", "/admin/jobs", "/admin/mail", "/admin/organisations", "/admin/organisations/new"),
    "/admin/settings",
)


def _audit(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_is_the_administrator_s_alone(client: StrictClient, db: Session, path: str) -> None:
    client.sign_in(member(Role.ORGANISER))
    refused = client.get(path).status_code
    client.sign_in(member(Role.ADMINISTRATOR))

    assert (refused, client.get(path).status_code) == (403, 200)


def test_the_desk_says_what_needs_somebody(client: StrictClient, chief: Person) -> None:
    calm = client.get("/admin").text
    OutboxFactory()
    OutboxFactory(state=OutboxState.WAITING, due_at=clock.now() - timedelta(minutes=6), error=None)
    alarmed = client.get("/admin").text

    assert "いま手当ての要るものはありません" in calm
    assert "失敗した仕事が1件あります" in alarmed
    assert "5分以上待っている仕事があります" in alarmed


def test_an_organisation_is_registered_renamed_and_painted(client: StrictClient, chief: Person, db: Session) -> None:
    made = client.post("/admin/organisations/new", data={"name": "みどり会", "slug": "midori"})
    there = db.scalars(select(Organisation).where(Organisation.slug == "midori")).one()
    page = f"/admin/organisations/{there.id}"
    client.post(page, data={"name": "みどりの会", "slug": "midori-kai"})
    client.post(f"{page}/look", data={"colour": "#1A4F9C", "contact": "03-0000-0000"})
    client.post(f"{page}/logo", data={"logo": (BytesIO(PNG), "logo.png")})

    assert made.status_code == 303
    assert (there.name, there.slug) == ("みどりの会", "midori-kai")
    sheet = client.get(f"{page}/look.css")
    logo = accounts.look_of(there.id).logo_id  # type: ignore[union-attr]  # it was just chosen
    shown = f"--brand-shown:block;--brand-logo:url({page}/logo?v={logo})"
    assert sheet.text == f":root{{--brand:#1a4f9c;--brand-ink:#ffffff;{shown}}}"
    assert sheet.headers["Cache-Control"] == "max-age=300, private"
    assert client.get(f"{page}/logo").data == PNG
    assert accounts.contact_of(there.id) == "03-0000-0000"
    assert _audit(db) == [
        "organisation.create",
        "organisation.change",
        "organisation.look",
        "organisation.logo",
    ]


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("", {"name": "", "slug": "x"}, "団体の名前を入力してください"),
        ("", {"name": "名", "slug": "Not A Slug"}, "半角の小文字・数字・ハイフン"),
        ("", {"name": "名", "slug": "taken"}, "すでにあります"),
        ("/look", {"colour": "#ffee00"}, "もっと濃い色"),
        ("/look", {"colour": "red;}"}, "#1a2b3c の形"),
        ("/logo", {"do": "put"}, "200KBまで"),
    ],
)
def test_what_an_organisation_cannot_be_is_said_in_words(
    client: StrictClient, chief: Person, path: str, data: dict[str, str], said: str
) -> None:
    there = OrganisationFactory()
    OrganisationFactory(slug="taken")

    answer = client.post(f"/admin/organisations/{there.id}{path}", data=data)

    assert answer.status_code == 422
    assert said in answer.text


def test_lists_search_sort_and_come_as_files(client: StrictClient, chief: Person) -> None:
    OrganisationFactory(name="乙の会", slug="otsu")
    OrganisationFactory(name="=甲の会", slug="ko")

    found = client.get("/admin/organisations?q=会&sort=-slug").text
    file = client.get("/admin/organisations?q=会&sort=slug&format=csv")
    shifted = client.get("/admin/organisations?q=会&sort=slug&format=sjis")

    assert found.index("乙の会") < found.index("甲の会")
    assert 'aria-sort="descending"' in found
    lines = file.data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines] == [
        ["団体", "識別名", "人数"],
        ["'=甲の会", "ko", "0"],
        ["乙の会", "otsu", "0"],
    ]
    assert "乙の会" in shifted.data.decode("cp932")
    assert client.get("/admin/organisations?sort=%00&page=-4&q=%ff").status_code == 200
    assert "見つかりませんでした" in client.get("/admin/organisations?q=ない").text


@pytest.mark.parametrize("path", ["/admin/organisations", "/admin/jobs", "/admin/mail", "/people"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, chief: Person, queries: list[str], path: str
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            AccountFactory(person=member(Role.LEARNER))
            send(to="hanako@example.jp", subject="お知らせ", body="本文")
        client.get(path)
        queries.clear()
        client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_failed_work_is_tried_again(client: StrictClient, chief: Person, db: Session) -> None:
    one, other = OutboxFactory(), OutboxFactory()
    done = OutboxFactory(state=OutboxState.DONE, done_at=clock.now(), error=None)

    assert "失敗した仕事が2件あります" in client.get("/admin/health").text
    first = client.post(f"/admin/jobs/{one.id}/retry")
    rest = client.post("/admin/jobs/retry")

    assert (first.status_code, rest.status_code) == (303, 303)
    assert [row.state for row in (one, other, done)] == [OutboxState.WAITING, OutboxState.WAITING, OutboxState.DONE]
    assert (one.tries, other.tries) == (0, 0)
    assert client.post(f"/admin/jobs/{done.id}/retry").status_code == 404
    assert _audit(db) == ["job.retry", "job.retry_all"]
    assert "メールを送る" in client.get("/admin/jobs?state=waiting").text


def test_every_job_has_a_name_in_words(client: StrictClient) -> None:
    for module in TASKS:
        import_module(module)

    assert set(tasks.REGISTRY) - set(tasks.PERIODIC) == set(TASK_LABELS)


def test_letters_are_listed_without_their_text(client: StrictClient, chief: Person) -> None:
    send(to="hanako@example.jp", subject="メールアドレスの確認", body="https://example.jp/secret", carries_secret=True)

    page = client.get("/admin/mail?q=hanako&state=waiting").text

    assert "メールアドレスの確認" in page
    assert "secret" not in page


def test_settings_hold_at_once_and_stand_in_the_audit(client: StrictClient, chief: Person, db: Session) -> None:
    before = accounts.site_settings()
    client.post("/admin/settings", data={"second_factor_roles": ["organiser"], "contact": "03-0000-0000"})

    after = accounts.site_settings()
    entry = db.scalars(select(AuditEntry)).one()
    assert (before.open_sign_up, after.open_sign_up) == (True, False)
    assert after.second_factor_roles == {Role.ORGANISER}
    assert entry.after == {"second_factor_roles": ["organiser"], "open_sign_up": False, "contact": True}
    assert client.post("/admin/settings", data={"second_factor_roles": ["king"]}).status_code == 422


def test_registration_can_be_by_invitation_alone(client: StrictClient, chief: Person, db: Session) -> None:
    client.post("/admin/settings", data={"contact": "03-0000-0000"})
    client.sign_out()
    page = client.get("/signup").text
    typed = {"name": "佐藤", "kana": "サトウ", "email": "s@example.jp", "password": "korehanagaidesu", "agree": "y"}

    assert "招待された方だけが登録できます" in page
    assert "03-0000-0000" in page
    assert client.post("/signup", data=typed).status_code == 403


def test_a_role_is_given_and_taken_with_its_place(client: StrictClient, chief: Person, db: Session) -> None:
    somebody, there = member(Role.CANDIDATE), OrganisationFactory(name="第九の会")
    page = f"/admin/people/{somebody.id}"

    given = client.post(f"{page}/roles", data={"role": "instructor", "organisation": there.id})
    again = client.post(f"{page}/roles", data={"role": "instructor", "organisation": there.id})
    nowhere = client.post(f"{page}/roles", data={"role": "instructor", "organisation": 99999})
    new = db.scalars(select(Membership).where(Membership.organisation_id == there.id)).one()
    strangers = client.post(f"/admin/people/{chief.id}/roles/{new.id}/removal")
    taken = client.post(f"{page}/roles/{new.id}/removal")

    codes = [answer.status_code for answer in (given, again, nowhere, strangers, taken)]
    assert codes == [303, 422, 422, 404, 303]
    assert "もう持っています" in again.text
    assert _audit(db) == ["membership.give", "membership.take"]


def test_the_only_administrator_stays_one(client: StrictClient, chief: Person, db: Session) -> None:
    mine = chief.memberships[0].id

    refused = client.post(f"/admin/people/{chief.id}/roles/{mine}/removal")

    assert refused.status_code == 409
    assert "ただ一人の管理者" in refused.text
    assert db.get(Membership, mine) is not None


def test_a_name_changes_with_the_last_day_of_the_old_one(client: StrictClient, chief: Person) -> None:
    somebody = member(Role.LEARNER, name="田中 花子", kana="タナカ ハナコ")
    page = f"/admin/people/{somebody.id}"
    last = clock.today() - timedelta(days=10)

    client.post(f"{page}/name", data={"name": "佐藤 花子", "kana": "さとう はなこ", "until_on": last.isoformat()})
    tomorrow = {"name": "林 花子", "kana": "ハヤシ ハナコ", "until_on": (clock.today() + timedelta(days=1)).isoformat()}
    refused = client.post(f"{page}/name", data=tomorrow)

    assert (somebody.name, somebody.kana) == ("佐藤 花子", "サトウ ハナコ")
    assert [(one.name, one.until_on) for one in accounts.former_names(somebody.id)] == [("田中 花子", last)]
    assert refused.status_code == 422
    assert "林 花子" in refused.text


def test_an_administrator_looks_through_somebody_s_eyes_and_changes_nothing(
    client: StrictClient, chief: Person, db: Session
) -> None:
    somebody = AccountFactory(person=member(Role.CANDIDATE, name="佐藤 花子")).person

    begun = client.post(f"/admin/people/{somebody.id}/eyes", data={"reason": "問い合わせへの対応"})
    seen = client.get("/account").text
    refused = [
        client.post("/account/name", data={"name": "悪戯", "kana": "イタズラ"}).status_code,
        client.put("/api/v1/attempts/1/answers/1", json={"choices": [1]}).status_code,
        client.get("/account/privacy").status_code,
        client.get("/account/privacy/disclosures/1").status_code,
        client.post("/reading/help", data={"furigana": "all"}).status_code,
        client.post("/invited/0123456789").status_code,
        client.get("/admin").status_code,
    ]
    client.post("/admin/eyes/closed")
    back = client.get("/admin").status_code

    assert begun.status_code == 303
    assert "佐藤 花子 さんの画面を代理で見ています" in seen
    assert refused == [403] * 7
    assert back == 200
    assert "代理で見ています" not in client.get("/account").text
    assert client.post("/admin/eyes/closed").status_code == 403
    notice = db.scalars(select(Notice).where(Notice.person_id == somebody.id)).one()
    assert "問い合わせへの対応" in notice.body
    assert _audit(db) == ["account.look", "account.look_end"]


def test_nobody_looks_through_an_administrator_s_eyes(client: StrictClient, chief: Person) -> None:
    other = AccountFactory(person=member(Role.ADMINISTRATOR)).person

    assert client.post(f"/admin/people/{other.id}/eyes", data={"reason": "x"}).status_code == 403
    assert client.post(f"/admin/people/{other.id}/eyes", data={"reason": ""}).status_code == 422
    assert client.post(f"/admin/people/{member().id}/eyes", data={"reason": "x"}).status_code == 409


def test_a_job_row_survives_its_retry(client: StrictClient, chief: Person, db: Session) -> None:
    job = OutboxFactory()
    client.post(f"/admin/jobs/{job.id}/retry")

    assert db.scalars(select(Outbox.error)).one() == job.error
