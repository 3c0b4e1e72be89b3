"""The words of the audit trail: what an action, a subject and a figure are called, and what can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
DOMAINS = {
    "accommodation": "合理的配慮",
    "account": "アカウント",
    "application": "配慮の申し込み",
    "assignment": "割当",
    "audit": "監査の記録",
    "backup": "控え",
    "certificate": "修了証明書",
    "cohort": "受講クラス",
    "curriculum": "課程",
    "enrolment": "受講",
    "exams": "試験",
    "glossary": "用語集",
    "form": "申込書",
    "group": "演習班",
    "guide": "受験ガイド",
    "import": "名簿の取り込み",
    "invitation": "招待",
    "job": "作業",
    "licence": "資格の有効期間",
    "membership": "所属と役割",
    "minutes": "研修の時間",
    "module": "科目",
    "office": "事業所",
    "oidc": "サインインの提供元",
    "organisation": "団体",
    "person": "人",
    "practicum": "実習",
    "privacy": "個人情報",
    "questions": "問題",
    "reading": "言葉の読み",
    "session": "研修の日程",
    "setting": "設定",
    "statistics": "統計",
    "training": "研修",
}
ACTIONS = {
    "accommodation.end": "配慮を終えた",
    "accommodation.grant": "配慮を認めた",
    "account.change_email": "メールアドレスを変えた",
    "account.change_password": "パスワードを変えた",
    "account.create": "アカウントを作った",
    "account.erase": "退会した",
    "account.erase_refused": "退会を断った",
    "account.look": "ほかの人の画面を、その人として見始めた",
    "account.look_end": "その人として見るのを終えた",
    "account.oidc_add": "団体の提供元とつないだ",
    "account.passkey_add": "パスキーを加えた",
    "account.passkey_remove": "パスキーを外した",
    "account.recovery_used": "回復コードを使った",
    "account.reset_password": "パスワードを決め直した",
    "account.sign_out": "端末をサインアウトさせた",
    "account.throttled": "サインインの失敗が続き、止めた",
    "account.totp_add": "確認アプリを加えた",
    "account.totp_remove": "確認アプリを外した",
    "application.decide": "配慮の申し込みに答えた",
    "application.read": "配慮の申し込みの理由を読んだ",
    "application.send": "配慮を申し込んだ",
    "application.withdraw": "配慮の申し込みを取り下げた",
    "assignment.before": "科目の順番を決めた",
    "assignment.before_end": "科目の順番のきまりを消した",
    "assignment.extension": "期限の延長の願い出に答えた",
    "assignment.rule": "答えによる割当のきまりを加えた",
    "assignment.rule_end": "答えによる割当のきまりを消した",
    "assignment.set": "科目を割り当てた",
    "backup.create": "控えを取った",
    "backup.restore": "控えから戻した",
    "certificate.issue": "修了証明書を出した",
    "certificate.reissue": "修了証明書を出し直した",
    "certificate.revoke": "修了証明書を取り消した",
    "certificate.word": "修了証明書の文面を決めた",
    "cohort.code": "会場のコードを作った",
    "cohort.invite": "受講者に案内を送った",
    "cohort.open": "受講クラスを開いた",
    "cohort.remind": "受講者に連絡した",
    "cohort.rule": "遅刻・早退・欠席のきまりを決めた",
    "cohort.tell_make_up": "補講の要る人に知らせた",
    "curriculum.copy": "課程を写した",
    "enrolment.take_over": "名簿の受講者が自分のアカウントで引き継いだ",
    "enrolment.withdraw": "受講をやめた",
    "exams.build": "試験を組んだ",
    "exams.decide_late_answer": "時間後の解答の扱いを決めた",
    "exams.extend": "試験の時間を延ばした",
    "exams.rule": "採点を訂正した",
    "exams.sheet": "紙の解答を入れた",
    "exams.sheets": "紙の解答の表を読み込んだ",
    "glossary.add": "用語を加えた",
    "glossary.mend": "用語を直した",
    "guide.add_date": "日程を加えた",
    "guide.change_date": "日程を変えた",
    "guide.remove_date": "日程を消した",
    "import.apply": "名簿を取り込んだ",
    "import.undo": "名簿の取り込みを取り消した",
    "invitation.again": "招待を出し直した",
    "invitation.make": "招待を作った",
    "invitation.refused": "招待が使えなかった",
    "invitation.revoke": "招待を取り消した",
    "invitation.use": "招待で入った",
    "job.ask": "作業を頼んだ",
    "job.retry": "失敗した作業をやり直した",
    "job.retry_all": "失敗した作業をすべてやり直した",
    "licence.record": "資格の有効期間を記録した",
    "licence.withdraw": "資格の記録を取り消した",
    "membership.give": "役割を加えた",
    "membership.grant": "権限を加えた",
    "membership.take": "役割を外した",
    "minutes.add": "時間を手で加えた",
    "minutes.correct": "時間を訂正した",
    "module.add": "科目を加えた",
    "module.set": "科目を変えた",
    "office.code": "事業所コードを作り直した",
    "office.join": "事業所に加わった",
    "office.leave": "事業所をやめた",
    "office.manager": "事業所の管理者を決めた",
    "office.open": "事業所を登録した",
    "office.refused": "事業所コードが使えなかった",
    "office.rename": "事業所の名前を変えた",
    "office.share": "事業所に見せるものを変えた",
    "oidc.drop": "サインインの提供元を外した",
    "oidc.refused": "提供元からのサインインを断った",
    "oidc.set": "サインインの提供元を決めた",
    "organisation.change": "団体を変えた",
    "organisation.create": "団体を登録した",
    "organisation.logo": "団体のロゴを変えた",
    "organisation.look": "団体の色を変えた",
    "person.merge": "二つの記録を一つにした",
    "person.rename": "氏名を変えた",
    "practicum.begin": "実習を始めた",
    "practicum.link": "実習の確認のリンクを作った",
    "practicum.sign": "実習を確認した",
    "privacy.answer": "訂正・利用停止の申し込みに答えた",
    "privacy.ask": "訂正・利用停止を申し込んだ",
    "privacy.clear": "保存期間を過ぎたものを消した",
    "privacy.disclosure": "自分の記録の開示を申し込んだ",
    "privacy.erase": "ほかの人の退会の手続きをした",
    "privacy.rule": "保存期間のきまりを変えた",
    "questions.amend": "法改正を登録した",
    "questions.export": "問題を書き出した",
    "form.ask": "申込書に質問を加えた",
    "form.ask_no_more": "申込書の質問を消した",
    "group.add": "演習班を加えた",
    "group.change": "演習班を変えた",
    "group.place": "受講者の演習班を変えた",
    "group.remove": "演習班を消した",
    "group.share_out": "受講者を演習班に分けた",
    "questions.import": "問題を取り込んだ",
    "questions.import_undone": "問題の取り込みを取り消した",
    "questions.load": "問題を読み込んだ",
    "questions.move": "問題の状態を変えた",
    "questions.policy": "査読のきまりを変えた",
    "questions.report": "間違いの報告に答えた",
    "questions.tag": "問題のタグを変えた",
    "reading.add": "言葉の読みを加えた",
    "reading.correct": "言葉の読みを直した",
    "session.add": "日程を加えた",
    "setting.change": "設定を変えた",
    "statistics.exported": "統計を書き出した",
    "training.load": "課程を読み込んだ",
}
TABLES = {
    "accommodation": "合理的配慮",
    "account": "アカウント",
    "amendment": "法改正",
    "attempt": "受験",
    "cohort": "受講クラス",
    "cohort_session": "研修の日程",
    "curriculum": "課程",
    "disclosure": "開示",
    "enrolment": "受講",
    "error_report": "間違いの報告",
    "exam_date": "日程",
    "late_answer": "時間後の解答",
    "membership": "所属",
    "minute_entry": "時間の記録",
    "module": "科目",
    "organisation": "団体",
    "paper": "試験",
    "paper_edition": "試験の版",
    "person": "人",
    "practicum": "実習",
    "privacy_request": "訂正・利用停止の申し込み",
    "question": "問題",
    "reading": "言葉の読み",
    "retention_rule": "保存期間のきまり",
    "site": "このサイト",
    "throttle": "サインイン",
}
KEYS = {
    "accepted": "認めた",
    "added": "加えた",
    "articles": "条",
    "begins_on": "始まり",
    "changed": "変えた",
    "due_on": "期限",
    "from": "いつから",
    "ground": "理由",
    "kind": "種類",
    "modules": "科目の数",
    "questions": "問題の数",
    "round": "回",
    "seconds": "秒",
    "source": "根拠",
    "state": "状態",
    "until_on": "終わり",
    "aids": "補助",
    "capacity": "定員",
    "days": "日数",
    "enrolment": "受講",
    "factor": "倍率",
    "form": "形",
    "lessons": "教材の数",
    "made_at": "作った日時",
    "minutes": "分",
    "module": "科目",
    "organisation": "団体",
    "original": "もとの課程",
    "permission": "権限",
    "person": "人",
    "reason": "理由",
    "role": "役割",
    "rows": "行数",
    "sealed": "暗号化",
    "slug": "識別名",
    "status": "状態",
    "tag": "タグ",
    "three_people": "三人で確かめる",
    "until": "期限",
    "version": "版",
}
VALUES = {
    "asked": "本人からの申し出",
    "candidate": "受験者",
    "correct": "訂正・追加・削除",
    "death": "本人が亡くなった",
    "declined": "対応しなかった",
    "done": "対応した",
    "instructor": "講師",
    "learner": "受講者",
    "manager": "事業所管理者",
    "mistake": "誤って登録した",
    "organiser": "研修主催者",
    "administrator": "管理者",
    "stop": "利用停止",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail somebody asks for; nothing said is everything. Both days belong to it."""

    search: str = ""
    organisation_id: int | None = None
    domain: str | None = None
    from_on: date | None = None
    until_on: date | None = None


def action_label(action: str) -> str:
    """What was done, in words; of something not known yet, at least with what it was done."""
    return ACTIONS.get(action) or f"{DOMAINS.get(action.split('.')[0], 'その他')}（{action}）"


def subject_label(subject: str) -> str:
    """「受験 12番」 for "attempt:12"."""
    table, _, number = subject.partition(":")
    return f"{TABLES.get(table, table)} {number}番" if number.isdecimal() else f"{TABLES.get(table, table)} {number}"


def figures(said: Mapping[str, Any]) -> str:
    """What a row says of before or after, on one line."""
    return "、".join(f"{KEYS.get(key, key)}：{_figure(value)}" for key, value in said.items())


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return "・".join(map(_figure, value)) or "なし"
    if isinstance(value, dict):
        return " ".join(f"{KEYS.get(key, key)}{_figure(part)}" for key, part in value.items()) or "なし"
    return "なし" if value is None or value == "" else VALUES.get(str(value), str(value))


def harmless(cell: object) -> str:
    """A cell that a spreadsheet takes for text and never for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
