from __future__ import annotations

from decimal import Decimal

import pytest

from app.accounts import passwords, rules
from app.accounts.rules import Aid, Help, PasswordProblem, Permission, Role, devices


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", PasswordProblem.TOO_SHORT),
        ("a1b2c3d4e", PasswordProblem.TOO_SHORT),
        ("x" * 129, PasswordProblem.TOO_LONG),
        ("password123", PasswordProblem.COMMON),
        ("Password123", PasswordProblem.COMMON),
        ("1234567890", PasswordProblem.COMMON),
        ("qwertyuiop", PasswordProblem.COMMON),
        ("caremanager", PasswordProblem.COMMON),
        ("kaigohoken2026", PasswordProblem.COMMON),
        ("sakura1985", PasswordProblem.COMMON),
        ("yamadataro", PasswordProblem.COMMON),
        ("korehanagai", None),
        ("ひみつの合言葉です。", None),
        ("x" * 127 + "y", None),
    ],
)
def test_only_length_and_the_list_of_common_ones_decide_on_a_password(
    password: str, problem: PasswordProblem | None
) -> None:
    assert rules.password_problem(password, passwords.common_passwords()) == problem


def test_the_list_of_common_passwords_is_long_and_in_lower_case() -> None:
    common = passwords.common_passwords()

    assert len(common) >= 1000
    assert {word for word in common if word != word.lower() or len(word) < rules.SHORTEST_PASSWORD} == set()


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/attempts/7?question=3", "/attempts/7?question=3"),
        ("/", "/"),
        ("", None),
        (None, None),
        ("attempts/7", None),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("/\t/evil.example", None),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("/a\r\nSet-Cookie: x", None),
    ],
)
def test_only_a_path_of_this_site_is_followed_after_signing_in(target: str | None, safe: str | None) -> None:
    assert rules.safe_path(target) == safe


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("", ""),
    ],
)
def test_one_household_of_ipv6_addresses_counts_as_one_place(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        ("1.00", "試験時間 1倍（120分 → 120分）"),
        ("1.30", "試験時間 1.3倍（120分 → 156分）"),
        ("1.50", "試験時間 1.5倍（120分 → 180分）"),
        ("1.33", "試験時間 1.33倍（120分 → 160分）"),
        ("4.00", "試験時間 4倍（120分 → 480分）"),
    ],
)
def test_a_factor_is_told_in_minutes(factor: str, words: str) -> None:
    assert rules.factor_words(Decimal(factor)) == words


def test_help_names_time_first_and_then_the_aids() -> None:
    granted = Help(Decimal("1.30"), frozenset({Aid.READ_ALOUD, Aid.LARGE_TEXT}))

    assert granted.words() == ["試験時間 1.3倍（120分 → 156分）", "大きな文字", "読み上げ"]
    assert Help().words() == []


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0 Safari/537.36 Edg/143.0"


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [(IPHONE, "Safari（iPhone）"), (EDGE, "Edge（Windows）"), ("curl/8", "不明なブラウザー（不明な機器）")],
)
def test_a_device_is_called_by_its_browser_and_system(user_agent: str, label: str) -> None:
    assert devices.device_label(user_agent) == label


def test_addresses_and_readings_have_one_written_form() -> None:
    assert rules.normal_email(" Ｈanako@Example.JP ") == "hanako@example.jp"
    assert rules.normal_kana("さとう　はなこ") == "サトウ ハナコ"
    assert rules.normal_kana("ｻﾄｳ ﾊﾅｺ") == "サトウ ハナコ"


def test_a_grant_adds_only_what_may_be_granted_by_name() -> None:
    granted = frozenset({Permission.REVIEW_QUESTION, Permission.ADMINISTER})

    permissions = rules.permissions_of(Role.CANDIDATE, granted)

    assert permissions == {Permission.SIT_EXAM, Permission.PRACTISE, Permission.REVIEW_QUESTION}
