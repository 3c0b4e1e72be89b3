"""What is true of people: roles and what each may do, credentials, names, passwords, time factors."""

from __future__ import annotations

import ipaddress
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
SESSION_LASTS = timedelta(days=30)
LINK_LASTS = timedelta(hours=24)
RESET_LASTS = timedelta(hours=1)
THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT_AND_ADDRESS = 8
FAILURES_PER_ACCOUNT = 100
FAILURES_PER_ADDRESS = 60
LETTERS_PER_RECIPIENT = 4
LETTERS_PER_ADDRESS = 60
ENDED_SESSIONS_KEPT = timedelta(days=90)
UNCONFIRMED_KEPT = timedelta(days=30)
LETTER_BODIES_KEPT = timedelta(days=30)
LONGEST_NAME = 60
LONGEST_EMAIL = 254
LONGEST_PATH = 2000
TERMS = "terms"
PRIVACY = "privacy"
LETTERS = "letters"
CONSENT_LABELS = {
    TERMS: "利用規約",
    PRIVACY: "プライバシーポリシー",
    LETTERS: "お知らせのメール",
    "accommodation": "合理的配慮のための理由と書類の取り扱い",
}
CONSENT_VERSIONS = {TERMS: "2026-11-22", PRIVACY: "2026-11-22"}
LETTERS_VERSION = "2026-11-22"
HOME_ORGANISATION = "gakusha"
HOME_NAME = "ケアマネ学舎"


class Permission(StrEnum):
    SIT_EXAM = "sit_exam"
    PRACTISE = "practise"
    LEARN = "learn"
    WRITE_QUESTION = "write_question"
    REVIEW_QUESTION = "review_question"
    CORRECT_READING = "correct_reading"
    CHECK_LAW = "check_law"
    PUBLISH_QUESTION = "publish_question"
    RULE_ON_QUESTION = "rule_on_question"
    RUN_EXAM = "run_exam"
    GRANT_ACCOMMODATION = "grant_accommodation"
    SEE_PEOPLE = "see_people"
    SEE_STATISTICS = "see_statistics"
    MANAGE_COHORT = "manage_cohort"
    MANAGE_OFFICE = "manage_office"
    ADMINISTER = "administer"


class Role(StrEnum):
    CANDIDATE = "candidate"
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ORGANISER = "organiser"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.CANDIDATE: "受験者",
    Role.LEARNER: "受講者",
    Role.INSTRUCTOR: "講師",
    Role.ORGANISER: "研修主催者",
    Role.MANAGER: "事業所管理者",
    Role.ADMINISTRATOR: "管理者",
}

_STUDY = frozenset({Permission.SIT_EXAM, Permission.PRACTISE})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CANDIDATE: _STUDY,
    Role.LEARNER: _STUDY | {Permission.LEARN},
    Role.INSTRUCTOR: _STUDY
    | {
        Permission.WRITE_QUESTION,
        Permission.RULE_ON_QUESTION,
        Permission.CORRECT_READING,
        Permission.SEE_STATISTICS,
    },
    Role.ORGANISER: _STUDY
    | {
        Permission.PUBLISH_QUESTION,
        Permission.RULE_ON_QUESTION,
        Permission.RUN_EXAM,
        Permission.GRANT_ACCOMMODATION,
        Permission.SEE_PEOPLE,
        Permission.SEE_STATISTICS,
        Permission.MANAGE_COHORT,
    },
    Role.MANAGER: _STUDY | {Permission.MANAGE_OFFICE},
    Role.ADMINISTRATOR: frozenset(Permission),
}
# Reviewer and law checker are no roles: they are permissions given to a membership by name.
GRANT_LABELS = {Permission.REVIEW_QUESTION: "査読", Permission.CHECK_LAW: "法令確認"}
GRANTABLE = frozenset(GRANT_LABELS)


def permissions_of(role: Role, granted: frozenset[Permission] = frozenset()) -> frozenset[Permission]:
    """What a membership with this role and these extra grants may do in its organisation."""
    return PERMISSIONS[role] | (granted & GRANTABLE)


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold the permission by themselves."""
    return [role for role, held in PERMISSIONS.items() if permission in held]


class SignInRefusal(StrEnum):
    """Why nobody was signed in; WRONG covers an unknown address too, so that nobody learns which exist."""

    WRONG = "wrong"
    UNCONFIRMED = "unconfirmed"


SIGN_IN_SENTENCES = {
    SignInRefusal.WRONG: (
        "サインインできませんでした。メールアドレスとパスワードをお確かめください。"
        "登録したばかりの方は、確認メールのリンクを開いてからお試しください。"
    ),
    SignInRefusal.UNCONFIRMED: "メールアドレスの確認がまだ済んでいません。確認メールのリンクを開いてください。",
}


class CredentialKind(StrEnum):
    PASSWORD = "password"
    PASSKEY = "passkey"
    TOTP = "totp"
    OIDC = "oidc"
    RECOVERY = "recovery"


CREDENTIAL_LABELS = {
    CredentialKind.PASSWORD: "パスワード",
    CredentialKind.PASSKEY: "パスキー",
    CredentialKind.TOTP: "認証アプリ",
    CredentialKind.OIDC: "団体のアカウント",
    CredentialKind.RECOVERY: "回復コード",
}


class LinkPurpose(StrEnum):
    """What a link in a letter lets its bearer do, once."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"
    CHANGE_EMAIL = "change_email"
    INVITATION = "invitation"
    SIGN_IN = "sign_in"


class ThrottleKind(StrEnum):
    ACCOUNT = "account"
    ADDRESS = "address"
    LETTER = "letter"


class PasswordProblem(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"


PASSWORD_SENTENCES = {
    PasswordProblem.TOO_SHORT: f"パスワードは{SHORTEST_PASSWORD}文字以上にしてください。",
    PasswordProblem.TOO_LONG: f"パスワードは{LONGEST_PASSWORD}文字以下にしてください。",
    PasswordProblem.COMMON: "よく使われているパスワードです。別のものにしてください。",
}


def password_problem(password: str, common: frozenset[str]) -> PasswordProblem | None:
    """What is wrong with a new password; length and the list of common ones, nothing else."""
    if len(password) < SHORTEST_PASSWORD:
        return PasswordProblem.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordProblem.TOO_LONG
    return PasswordProblem.COMMON if password.lower() in common else None


def normal_email(email: str) -> str:
    """The address as it is stored and compared: width folded, stripped, lower case."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def is_email(address: str) -> bool:
    """Could it be an address at all? Whether it is one, only a letter shows."""
    return len(address) <= LONGEST_EMAIL and bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address))


def normal_kana(kana: str) -> str:
    """A reading as it is stored and sorted: full-width katakana, single spaces."""
    wide = unicodedata.normalize("NFKC", kana)
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in wide)
    return " ".join(katakana.split())


def safe_path(target: str | None) -> str | None:
    """A path of this site to go on to after signing in; None for anything that could lead elsewhere, or is endless."""
    if not target or len(target) > LONGEST_PATH or re.search(r"[\\\x00-\x20\x7f]", target):
        return None
    if not target.startswith("/") or target.startswith("//"):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def network_of(address: str) -> str:
    """What is counted as one place on the network: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


STANDARD_FACTOR = Decimal("1.00")
LARGEST_FACTOR = Decimal("4.00")
USUAL_FACTORS = (STANDARD_FACTOR, Decimal("1.30"), Decimal("1.50"))
EXAMPLE_MINUTES = 120


class Furigana(StrEnum):
    """Over which words somebody wants to see how they are read."""

    NONE = "none"
    HARD = "hard"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ReadingHelp:
    """How somebody wants to read: over which words furigana stands, and whether やさしい日本語 is shown."""

    furigana: Furigana = Furigana.NONE
    plain: bool = False


FURIGANA_LABELS = {Furigana.NONE: "なし", Furigana.HARD: "難しい語だけ", Furigana.ALL: "すべて"}


class Aid(StrEnum):
    """Help that an accommodation can carry beside time."""

    LARGE_TEXT = "large_text"
    HIGH_CONTRAST = "high_contrast"
    READ_ALOUD = "read_aloud"
    FURIGANA = "furigana"


AID_LABELS = {
    Aid.LARGE_TEXT: "大きな文字",
    Aid.HIGH_CONTRAST: "高コントラスト",
    Aid.READ_ALOUD: "読み上げ",
    Aid.FURIGANA: "ふりがな（すべての漢字）",
}


@dataclass(frozen=True, slots=True)
class Help:
    """What an accommodation comes to: a factor on the time and some aids."""

    factor: Decimal = STANDARD_FACTOR
    aids: frozenset[Aid] = frozenset()

    def words(self) -> list[str]:
        """What the person is granted, as they read it; empty when it is nothing special."""
        time = [] if self.factor == STANDARD_FACTOR else [factor_words(self.factor)]
        return time + [AID_LABELS[aid] for aid in Aid if aid in self.aids]


def factor_words(factor: Decimal, minutes: int = EXAMPLE_MINUTES) -> str:
    """「試験時間 1.3倍（120分 → 156分）」; parts of a minute go to the candidate."""
    longer = math.ceil(minutes * factor)
    return f"試験時間 {factor.normalize():f}倍（{minutes}分 → {longer}分）"
