"""The letters that accounts send: what each says, and where its link leads."""

from __future__ import annotations

from flask import current_app

from app import mail

GREETING = "ケアマネ学舎です。"
NOT_YOU = "お心当たりがないときは、このメールを破棄してください。何も変わりません。"


def page(endpoint: str, **values: str | int) -> str:
    """The full address of a page, also outside a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def confirm_email(to: str, name: str, token: str) -> None:
    _send(
        to,
        "メールアドレスの確認",
        f"{name} さん",
        "ご登録ありがとうございます。次のページを開き、「確認して始める」を押すと登録が終わります。",
        page("accounts.confirm_email", token=token),
        "このリンクは24時間、1回だけ使えます。",
        NOT_YOU,
        secret=True,
    )


def already_registered(to: str) -> None:
    _send(
        to,
        "すでに登録があります",
        "このメールアドレスでの登録の申し込みがありましたが、すでに登録があります。",
        f"サインイン：{page('accounts.sign_in')}",
        f"パスワードをお忘れのとき：{page('accounts.forgotten_password')}",
        NOT_YOU,
    )


def reset_password(to: str, token: str) -> None:
    _send(
        to,
        "パスワードの再設定",
        "次のページで、新しいパスワードを決めてください。",
        page("accounts.reset_password", token=token),
        "このリンクは1時間、1回だけ使えます。再設定すると、すべての端末からサインアウトします。",
        NOT_YOU,
        secret=True,
    )


def sign_in_link(to: str, token: str) -> None:
    _send(
        to,
        "サインインのリンク",
        "次のページを開き、「サインインする」を押してください。パスワードは要りません。",
        page("accounts.link_sign_in", token=token),
        "このリンクは1時間、1回だけ使えます。",
        NOT_YOU,
        secret=True,
    )


def no_account(to: str) -> None:
    _send(
        to,
        "パスワードの再設定",
        "パスワードの再設定の申し込みがありましたが、このメールアドレスでの登録はありません。",
        "別のメールアドレスで登録していないか、お確かめください。",
        f"はじめて使うとき：{page('accounts.sign_up')}",
        NOT_YOU,
    )


def change_email(to: str, token: str) -> None:
    _send(
        to,
        "新しいメールアドレスの確認",
        "次のページを開き、「このアドレスに変更する」を押すと、サインインに使うメールアドレスが変わります。",
        page("accounts.confirm_new_email", token=token),
        "このリンクは24時間、1回だけ使えます。",
        NOT_YOU,
        secret=True,
    )


def email_change_asked(to: str) -> None:
    _send(
        to,
        "メールアドレスの変更の申し込み",
        "サインインに使うメールアドレスを変える申し込みがありました。新しいアドレスで確認されると変わります。",
        "お心当たりがないときは、すぐにパスワードを変更してください。変更すると、この申し込みは取り消されます。",
        page("accounts.account"),
    )


def password_changed(to: str) -> None:
    _send(
        to,
        "パスワードを変更しました",
        "パスワードが変更されました。ほかの端末からはサインアウトしています。",
        "お心当たりがないときは、次のページでパスワードを決め直してください。",
        page("accounts.forgotten_password"),
    )


def second_factor_changed(to: str, *, added: bool) -> None:
    _send(
        to,
        "サインインの確認の方法が変わりました",
        "二つ目の確認（認証アプリかパスキー）が登録されました。" if added else "二つ目の確認の方法が外されました。",
        "お心当たりがないときは、すぐにパスワードを変更し、団体の担当者にお知らせください。",
        page("accounts.account"),
    )


def erased(to: str) -> None:
    _send(
        to,
        "退会の手続きが終わりました",
        "アカウントを削除しました。これまでのご利用、ありがとうございました。",
        "もう一度使うときは、あらためて登録してください。",
    )


def _send(to: str, subject: str, *paragraphs: str, secret: bool = False) -> None:
    if not to:  # who came in by a card, and has confirmed no address yet
        return
    body = "\n\n".join([GREETING, *paragraphs]) + "\n"
    mail.send(to=to, subject=f"【ケアマネ学舎】{subject}", body=body, carries_secret=secret)
