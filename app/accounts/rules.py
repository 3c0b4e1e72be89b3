"""What is true of people: roles and what each may do, credentials, names, passwords, time factors."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
SESSION_LASTS = timedelta(days=30)
LINK_LASTS = timedelta(hours=24)
THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_ADDRESS = 60
HOME_ORGANISATION = "gakusha"
HOME_NAME = "ケアマネ学舎"


class Permission(StrEnum):
    SIT_EXAM = "sit_exam"
    PRACTISE = "practise"
    LEARN = "learn"
    WRITE_QUESTION = "write_question"
    REVIEW_QUESTION = "review_question"
    CHECK_LAW = "check_law"
    RULE_ON_QUESTION = "rule_on_question"
    RUN_EXAM = "run_exam"
    GRANT_ACCOMMODATION = "grant_accommodation"
    SEE_PEOPLE = "see_people"
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
    Role.INSTRUCTOR: _STUDY | {Permission.WRITE_QUESTION, Permission.RULE_ON_QUESTION},
    Role.ORGANISER: _STUDY
    | {
        Permission.RULE_ON_QUESTION,
        Permission.RUN_EXAM,
        Permission.GRANT_ACCOMMODATION,
        Permission.SEE_PEOPLE,
        Permission.MANAGE_COHORT,
    },
    Role.MANAGER: _STUDY | {Permission.MANAGE_OFFICE},
    Role.ADMINISTRATOR: frozenset(Permission),
}
# Reviewer and law checker are no roles: they are permissions given to a membership by name.
GRANTABLE = frozenset({Permission.REVIEW_QUESTION, Permission.CHECK_LAW})


def permissions_of(role: Role, granted: frozenset[Permission] = frozenset()) -> frozenset[Permission]:
    """What a membership with this role and these extra grants may do in its organisation."""
    return PERMISSIONS[role] | (granted & GRANTABLE)


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold the permission by themselves."""
    return [role for role, held in PERMISSIONS.items() if permission in held]


class CredentialKind(StrEnum):
    PASSWORD = "password"
    PASSKEY = "passkey"
    TOTP = "totp"
    OIDC = "oidc"


class LinkPurpose(StrEnum):
    """What a link in a letter lets its bearer do, once."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"
    CHANGE_EMAIL = "change_email"
    INVITATION = "invitation"


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


def normal_kana(kana: str) -> str:
    """A reading as it is stored and sorted: full-width katakana, single spaces."""
    wide = unicodedata.normalize("NFKC", kana)
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in wide)
    return " ".join(katakana.split())


STANDARD_FACTOR = Decimal("1.00")


class Aid(StrEnum):
    """Help that an accommodation can carry beside time."""

    LARGE_TEXT = "large_text"
    HIGH_CONTRAST = "high_contrast"
    FURIGANA = "furigana"
    READ_ALOUD = "read_aloud"


AID_LABELS = {
    Aid.LARGE_TEXT: "大きな文字",
    Aid.HIGH_CONTRAST: "高コントラスト",
    Aid.FURIGANA: "ふりがな",
    Aid.READ_ALOUD: "読み上げ",
}


@dataclass(frozen=True, slots=True)
class Help:
    """What an accommodation comes to: a factor on the time and some aids."""

    factor: Decimal = STANDARD_FACTOR
    aids: frozenset[Aid] = frozenset()
