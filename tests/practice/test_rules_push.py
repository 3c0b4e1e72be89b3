from __future__ import annotations

from base64 import urlsafe_b64encode

from app.practice.pushing import new_keys
from app.practice.rules.push import are_keys, is_push_address


def test_the_services_of_browsers_are_known() -> None:
    services = ("fcm.googleapis.com", "push.apple.com")

    assert is_push_address("https://fcm.googleapis.com/fcm/send/abc", services)
    assert is_push_address("https://web.push.apple.com/abc", services)
    assert not is_push_address("https://push.apple.com.evil.example/", services)
    assert not is_push_address("http://127.0.0.1/", services)
    assert are_keys(new_keys()[1], urlsafe_b64encode(b"0" * 16).rstrip(b"=").decode())
