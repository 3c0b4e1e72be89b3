"""The letters of the desk: what each says, and where its link leads."""

from __future__ import annotations

from flask import current_app

from app import mail


def page(endpoint: str, **values: str | int) -> str:
    """The full address of a page, also outside a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def invited(to: str, name: str, organisation: str, role: str, token: str) -> None:
    """Lead an invited person to the page with the one button."""
    paragraphs = (
        "ケアマネ学舎です。",
        f"{name} さん",
        f"{organisation}から、{role}として招待されました。次のページを開いて、「はじめる」を押してください。",
        page("invited.invitation", token=token),
        "このリンクは30日間、1回だけ使えます。パスワードは要りません。",
        "お心当たりがないときは、このメールを破棄してください。何も変わりません。",
    )
    subject = f"【ケアマネ学舎】{organisation}からの招待"
    mail.send(to=to, subject=subject, body="\n\n".join(paragraphs) + "\n", carries_secret=True)
