"""What stands in the lists that organisers hand on: 修了者名簿, 台帳, progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.clock import jst
from app.training.models.certificates import Certificate
from app.training.models.curricula import Module
from app.training.models.running import Cohort
from app.training.queries import boards, licence_lists
from app.training.queries import certificates as find
from app.training.queries import groups as find_groups
from app.training.queries.groups import Placed
from app.training.queries.licence_lists import LicenceLine
from app.training.rules.certificates import CERTIFICATE_LABELS, CertificateState
from app.training.rules.completion import STANDING_LABELS
from app.training.rules.licences import LICENCE_LABELS, LICENCE_STATE_LABELS
from app.training.rules.sheets import LIST_LABELS, Cell, ListKind, Sheet

COMPLETERS = (
    *("受講番号", "台帳番号", "氏名", "フリガナ", "旧姓（併記）", "生年月日", "介護支援専門員登録番号"),
    *("研修", "期", "研修時間（分）", "修了日", "発行日", "状態"),
)
REGISTER = (
    *("台帳番号", "枝番", "氏名", "フリガナ", "旧姓（併記）", "研修", "期", "クラス", "修了日", "発行日"),
    *("状態", "再交付の理由", "取消しの日", "取消しの理由", "確認の符号", "ファイルの指紋（SHA-256）"),
)
GROUPS = ("演習班", "担当の講師", "受講番号", "氏名", "フリガナ", "事業所", "職種")
LICENCES = (
    *("氏名", "フリガナ", "資格", "番号", "交付の日", "更新の時期", "満了日", "状態", "お知らせの記録", "よりどころ"),
)


def completers(cohort: Cohort) -> Sheet:
    """修了者名簿: whoever holds a valid certificate, in the order of the learners' numbers."""
    valid = [each for each in find.of_cohort(cohort.id) if each.state is CertificateState.VALID]
    return Sheet(LIST_LABELS[ListKind.COMPLETERS], COMPLETERS, [_completer(each) for each in valid])


def _completer(certificate: Certificate) -> list[Cell]:
    enrolment, printed = certificate.enrolment, certificate.printed
    return [
        enrolment.number,
        certificate.number,
        printed["name"],
        printed["kana"],
        printed["former_name"],
        enrolment.person.born_on,
        enrolment.person.registration_number,
        printed["course"],
        printed["run"],
        printed["minutes"],
        certificate.completed_on,
        certificate.issued_on,
        CERTIFICATE_LABELS[certificate.state],
    ]


def register(organisation_id: int, fiscal_year: int | None) -> Sheet:
    """台帳: every certificate ever issued, by number."""
    rows = [_registered(each) for each in find.register(organisation_id, fiscal_year)]
    return Sheet(LIST_LABELS[ListKind.REGISTER], REGISTER, rows)


def _registered(certificate: Certificate) -> list[Cell]:
    printed, revoked_at = certificate.printed, certificate.revoked_at
    return [
        certificate.number,
        certificate.edition,
        printed["name"],
        printed["kana"],
        printed["former_name"],
        printed["course"],
        printed["run"],
        certificate.enrolment.cohort.title,
        certificate.completed_on,
        certificate.issued_on,
        CERTIFICATE_LABELS[certificate.state],
        certificate.reason,
        jst(revoked_at).date() if revoked_at else None,
        certificate.revoked_reason,
        certificate.code,
        certificate.file.sha256 if certificate.file else None,
    ]


def groups(cohort: Cohort) -> Sheet:
    """演習班の名簿: by group and number; who is in none comes last."""
    lecturers = {each.id: each.lecturer.name if each.lecturer else None for each in find_groups.groups(cohort.id)}
    order = {id_: place for place, id_ in enumerate(lecturers)}
    placed = sorted(find_groups.placed(cohort), key=lambda each: order.get(each.enrolment.group_id or 0, len(order)))
    return Sheet(LIST_LABELS[ListKind.GROUPS], GROUPS, [_grouped(each, lecturers) for each in placed])


def _grouped(placed: Placed, lecturers: Mapping[int, str | None]) -> list[Cell]:
    enrolment = placed.enrolment
    group, person = enrolment.group, enrolment.person
    return [
        group.title if group else None,
        lecturers.get(group.id) if group else None,
        enrolment.number,
        person.name,
        person.kana,
        placed.office,
        enrolment.profession,
    ]


def licences(organisation_id: int, today: date) -> Sheet:
    """What learners show of their licences, those that were before too."""
    rows = [_licensed(each) for each in licence_lists.lines(organisation_id, today)]
    return Sheet(LIST_LABELS[ListKind.LICENCES], LICENCES, rows)


def _licensed(line: LicenceLine) -> list[Cell]:
    licence, told = line.licence, line.licence.reminders
    before = "取消し" if licence.withdrawn_at else "更新済み"
    return [
        licence.person.name,
        licence.person.kana,
        LICENCE_LABELS[licence.kind],
        licence.number,
        licence.issued_on,
        line.renew_from,
        licence.expires_on,
        LICENCE_STATE_LABELS[line.state] if line.state else before,
        "、".join(f"{each.days}日前 {jst(each.sent_at):%Y-%m-%d}" for each in told) or None,
        line.policy.source,
    ]


def progress(cohort: Cohort, today: date) -> Sheet:
    """How everybody stands in every module, with the minutes."""
    board = boards.board(cohort, today)
    headings = ["受講番号", "氏名", "フリガナ", "修了した科目", "期限切れの科目"]
    for module in board.modules:
        headings += [module.title, f"{module.title}（分）"]
    return Sheet(LIST_LABELS[ListKind.PROGRESS], headings, [_standing(row, board.modules) for row in board.rows])


def _standing(row: boards.Row, modules: Sequence[Module]) -> list[Cell]:
    person, stands = row.enrolment.person, row.by_module()
    cells: list[Cell] = [row.enrolment.number, person.name, person.kana, row.done, len(row.overdue)]
    for module in modules:
        mine = stands.get(module.id)
        cells += [STANDING_LABELS[mine.standing] if mine else "–", mine.minutes if mine else None]
    return cells
