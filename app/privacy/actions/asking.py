"""Ask for one's data, for a correction or an end of its use; and answer."""

from __future__ import annotations

from datetime import datetime

from app import audit, tasks
from app.accounts.models import Consent, Person
from app.accounts.rules import CONSENT_VERSIONS
from app.db import db
from app.errors import Conflict, Refusal
from app.notices import actions as notices
from app.notices.rules import NoticeKind
from app.privacy.models import Disclosure, PrivacyRequest
from app.privacy.queries import asked
from app.privacy.rules.asking import REQUEST_LABELS, STATE_LABELS, RequestKind, RequestState

UNDER_WAY = "いま、前のお申し込みのファイルを作っています。できあがると、お知らせが届きます。"
ANSWERED = "この申し込みには、もう答えてあります。"
NO_ANSWER = "本人に伝えることを書いてください。"


def ask_disclosure(person: Person, *, now: datetime) -> Disclosure:
    """Let the worker make an archive of all that is known of the person; one at a time."""
    if asked.waiting_disclosure(person.id) is not None:
        raise Conflict(UNDER_WAY)
    made = Disclosure(person_id=person.id, asked_at=now)
    db.session.add(made)
    db.session.flush()  # the outbox row names its id
    tasks.enqueue("privacy.disclose", disclosure_id=made.id)
    audit.record("privacy.disclosure", f"disclosure:{made.id}", by=person.id)
    return made


def hand_over(disclosure: Disclosure, archive: bytes, *, now: datetime) -> None:
    """Keep the archive for the person, and tell them."""
    disclosure.archive, disclosure.ready_at = archive, now
    notices.notify(
        disclosure.person_id,
        kind=NoticeKind.ACCOUNT,
        title="自分のデータのファイルができました",
        body="7日のあいだ受け取れます。そのあとは消えますが、何度でもお申し込みいただけます。",
        link="/account/privacy",
        now=now,
    )


def ask(person: Person, kind: RequestKind, *, about: str, wish: str, now: datetime) -> PrivacyRequest:
    """Leave a wish with those who keep the data, and tell every administrator that it waits."""
    made = PrivacyRequest(person_id=person.id, kind=kind, about=about, wish=wish, asked_at=now)
    db.session.add(made)
    db.session.flush()  # its address names its id
    audit.record("privacy.ask", f"privacy_request:{made.id}", by=person.id, after={"kind": kind.value})
    notices.notify_all(
        asked.keepers(),
        kind=NoticeKind.ACCOUNT,
        title=f"個人情報の申し込みがあります（{REQUEST_LABELS[kind]}）",
        body="内容を確かめて、本人に答えてください。",
        link=f"/admin/privacy/requests/{made.id}",
        now=now,
    )
    return made


def answer(request: PrivacyRequest, state: RequestState, words: str, *, by: Person, now: datetime) -> None:
    """Answer once, in words that go to the person; refuses an answer without words, or a second one."""
    if request.state is not RequestState.OPEN:
        raise Conflict(ANSWERED)
    if not words.strip():
        raise Refusal(NO_ANSWER)
    request.state, request.answer = state, words.strip()
    request.answered_at, request.answered_by_id = now, by.id
    audit.record("privacy.answer", f"privacy_request:{request.id}", by=by.id, after={"state": state.value})
    notices.notify(
        request.person_id,
        kind=NoticeKind.ACCOUNT,
        title=f"個人情報の申し込みに答えがあります（{STATE_LABELS[state]}）",
        body=request.answer,
        link="/account/privacy",
        now=now,
    )


def agree(person: Person, *, now: datetime) -> list[Consent]:
    """Write down that the person agrees to the texts as they now are; those agreed to already are left alone."""
    made = [
        Consent(person_id=person.id, purpose=purpose, version=CONSENT_VERSIONS[purpose], given_at=now)
        for purpose in asked.to_agree(person.id)
    ]
    db.session.add_all(made)
    return made
