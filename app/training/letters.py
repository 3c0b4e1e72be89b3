"""Letters to people of a list who have no account here yet."""

from __future__ import annotations

from flask import current_app

from app import mail


def invitation(to: str, name: str, run: str, cohort: str) -> None:
    """How to sign up with this address and take the place in the training over."""
    site: str = current_app.config["PUBLIC_URL"]
    pages = current_app.url_map.bind("")
    parts = (
        f"{name} さん",
        f"「{run} {cohort}」の受講者の名簿に、このメールアドレスがあります。",
        f"次のページで、このメールアドレスを使って登録してください。\n{site}{pages.build('accounts.sign_up')}",
        f"登録が終わったら、「研修」の画面で「この研修を受け取る」を押します。\n{site}{pages.build('training.mine')}",
        "お心当たりがないときは、このメールを破棄してください。何も変わりません。",
    )
    mail.send(to=to, subject=f"【ケアマネ学舎】{run}のご案内", body="\n\n".join(parts) + "\n")
