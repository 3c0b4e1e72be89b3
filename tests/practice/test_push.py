"""A device is told at its hour, encrypted for it alone: the push service here is one of the test's own."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask_mailman import EmailMessage
from py_vapid import Vapid02
from pywebpush import WebPushException
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import AccountSession, Person
from app.practice.models import PracticeSettings, PushDevice
from app.practice.pushing import new_keys
from app.practice.tasks import remind
from tests.client import StrictClient
from tests.factories import member

EVENING = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)  # 19:05 in Japan
Freeze = Callable[[datetime], None]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Service:
    """A push service with one browser behind it."""

    port: int = 0
    status: int = 201
    received: list[tuple[Message, bytes]] = field(default_factory=list)
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    def form(self, endpoint: str | None = None) -> dict[str, str]:
        public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        address = endpoint or f"http://127.0.0.1:{self.port}/push/1"
        return {"endpoint": address, "p256dh": b64(public), "auth": b64(self.secret)}

    def read(self) -> dict[str, str]:
        """What the browser makes of what it received last."""
        _, body = self.received[-1]
        said: dict[str, str] = json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))
        return said


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.received.append((self.headers, body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture
def keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    private, public = new_keys()
    about = {"VAPID_PRIVATE_KEY": private, "VAPID_PUBLIC_KEY": public, "VAPID_CONTACT": "mailto:a@example.jp"}
    for name, value in (about | {"PUSH_SERVICES": ("127.0.0.1", "push.example")}).items():
        monkeypatch.setitem(app.config, name, value)
    return private, public


@pytest.fixture
def told(client: StrictClient, person: Person, service: Service, keys: tuple[str, str], freeze: Freeze) -> Service:
    """The person is told on this device; it is five past seven in the evening."""
    freeze(EVENING)
    client.sign_in(person)
    answer = client.post("/practice/devices", data=service.form())
    assert answer.status_code == 303, answer.text
    return service


def run(db: Session) -> None:
    remind()
    db.commit()
    tasks.run_due()


def devices(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(PushDevice)) or 0


def test_a_device_is_told_once_a_day_in_words_that_it_alone_can_read(
    db: Session, told: Service, keys: tuple[str, str], letters: list[EmailMessage], freeze: Freeze
) -> None:
    run(db)
    run(db)

    assert told.read() == {
        "title": "今日の学習の時間です",
        "body": "15分あれば、今日の分が終わります。短いときは、3分だけでもかまいません。",
        "url": "/practice",
    }
    headers, body = told.received[0]
    assert len(told.received) == 1
    assert "学習".encode() not in body
    assert headers["Content-Encoding"] == "aes128gcm"
    assert 0 < int(headers["TTL"]) <= 3600
    token, key = headers["Authorization"].removeprefix("vapid t=").split(",k=")
    assert key == keys[1]
    assert Vapid02.verify(f"vapid t={token},k={key}")
    assert letters == []
    freeze(EVENING + timedelta(days=1))
    db.execute(update(AccountSession).values(expires_at=clock.now() + timedelta(days=1)))
    db.commit()
    run(db)
    assert len(told.received) == 2


def test_who_says_yes_on_a_device_is_told_at_seven_and_by_letter_only_if_they_say_so(
    db: Session, told: Service, client: StrictClient
) -> None:
    settings = db.scalars(select(PracticeSettings)).one()

    assert (settings.remind_at, settings.by_mail) == (19 * 60, False)
    page = client.get("/practice/settings").text
    assert 'value="19:00"' in page
    assert "この端末（" in page


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until"), [(18 * 60, 7 * 60), (19 * 60 + 5, 23 * 60)], ids=["all evening", "since a minute"]
)
def test_quiet_hours_are_kept_even_by_what_is_on_its_way(
    db: Session, told: Service, quiet_from: int, quiet_until: int
) -> None:
    db.execute(update(PracticeSettings).values(remind_at=19 * 60))
    remind()
    db.commit()
    db.execute(update(PracticeSettings).values(quiet_from=quiet_from, quiet_until=quiet_until))
    db.commit()

    tasks.run_due()

    assert told.received == []


def test_the_push_service_keeps_nothing_into_the_quiet_hours(db: Session, told: Service) -> None:
    db.execute(update(PracticeSettings).values(quiet_from=19 * 60 + 15))
    db.commit()

    run(db)

    assert int(told.received[0][0]["TTL"]) == 600


def test_what_could_not_be_sent_yesterday_is_not_sent_today(db: Session, told: Service, freeze: Freeze) -> None:
    remind()
    db.commit()
    freeze(EVENING + timedelta(days=1, hours=-12))

    tasks.run_due()

    assert told.received == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_wants_no_more_is_forgotten(db: Session, told: Service, status: int) -> None:
    told.status = status

    run(db)

    assert devices(db) == 0


def test_a_push_service_that_is_ill_is_asked_again_later(db: Session, told: Service, freeze: Freeze) -> None:
    told.status = 503
    with pytest.raises(WebPushException):
        run(db)
    assert devices(db) == 1
    told.status = 201

    freeze(EVENING + timedelta(minutes=1))
    tasks.run_due()

    assert len(told.received) == 2
    assert db.scalars(select(PushDevice).execution_options(populate_existing=True)).one().told_at is not None


def test_who_signs_out_is_told_nothing_there_any_more(db: Session, told: Service, client: StrictClient) -> None:
    db.execute(update(AccountSession).values(ended_at=clock.now()))
    db.commit()

    run(db)

    assert told.received == []


def test_a_device_is_taken_back_and_only_by_its_owner(db: Session, told: Service, client: StrictClient) -> None:
    device = db.scalars(select(PushDevice)).one()
    other = client.application.test_client()
    other.sign_in(member())  # type: ignore[attr-defined]

    assert other.post(f"/practice/devices/{device.id}/end").status_code == 404
    assert client.post(f"/practice/devices/{device.id}/end").status_code == 303
    assert devices(db) == 0


def test_a_device_has_one_owner_and_one_registration(
    db: Session, told: Service, client: StrictClient, person: Person
) -> None:
    client.post("/practice/devices", data=told.form())
    assert devices(db) == 1
    newcomer = member()
    client.sign_in(newcomer)
    client.post("/practice/devices", data=told.form())

    assert db.scalars(select(PushDevice.person_id)).all() == [newcomer.id]


def test_ten_devices_are_enough(db: Session, told: Service, client: StrictClient, person: Person) -> None:
    for number in range(9):
        client.sign_in(person)
        assert client.post("/practice/devices", data=told.form(f"https://push.example/{number}")).status_code == 303
    client.sign_in(person)

    assert client.post("/practice/devices", data=told.form("https://push.example/x")).status_code == 422
    assert devices(db) == 10


def test_devices_that_were_signed_out_take_no_place(
    db: Session, told: Service, client: StrictClient, person: Person
) -> None:
    other = member()
    client.sign_in(other)
    client.post("/practice/devices", data=told.form("https://push.example/other"))
    client.post("/logout")
    for number in range(10):
        client.sign_in(person)
        client.post("/practice/devices", data=told.form(f"https://push.example/{number}"))
        client.post("/logout")
    client.sign_in(person)

    assert client.post("/practice/devices", data=told.form("https://push.example/x")).status_code == 303
    left = db.scalars(select(PushDevice).order_by(PushDevice.id)).all()  # somebody else's is theirs
    assert [device.person_id for device in left] == [person.id, other.id, person.id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "https://evil.example/push"},
        {"endpoint": "http://127.0.0.1.evil.example/"},
        {"endpoint": "https://push.example@evil.example/"},
        {"endpoint": "https://notpush.example/"},
        {"endpoint": "http://push.example/"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://push.example:22/"},
        {"endpoint": "https://push.example/" + "x" * 1000},
        {"endpoint": "https://[push.example/"},
        {"p256dh": "short"},
        {"auth": "<script>"},
    ],
)
def test_nothing_is_sent_to_an_address_that_only_a_browser_names(
    db: Session, client: StrictClient, person: Person, service: Service, keys: tuple[str, str], wrong: dict[str, str]
) -> None:
    answer = client.post("/practice/devices", data=service.form() | wrong)

    assert answer.status_code == 422
    assert devices(db) == 0


def test_without_keys_there_is_nothing_to_say_yes_to(client: StrictClient, person: Person, service: Service) -> None:
    assert "端末への知らせ" not in client.get("/practice/settings").text
    assert client.post("/practice/devices", data=service.form()).status_code == 404
