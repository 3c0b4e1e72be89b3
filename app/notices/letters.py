"""A notice as a letter: the same words, and the full address of the page that it speaks of."""

from __future__ import annotations

from flask import current_app

from app import mail

ASK = "お問い合わせ："
FOOT = "メールで受け取るお知らせは、次のページで選べます。"


def send(to: str, title: str, body: str, link: str | None, *, contact: str | None = None) -> None:
    """`contact` is whom the person may ask: the organisation that they belong to."""
    site: str = current_app.config["PUBLIC_URL"]
    preferences = current_app.url_map.bind("").build("notices.preferences")
    parts = [
        body,
        *([f"{site}{link}"] if link else []),
        *([f"{ASK}{contact}"] if contact else []),
        f"{FOOT}\n{site}{preferences}",
    ]
    mail.send(to=to, subject=f"【ケアマネ学舎】{title}", body="\n\n".join(parts) + "\n")
