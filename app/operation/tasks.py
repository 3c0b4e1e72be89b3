"""What the worker does for whoever runs the site: walks along the audit trail, and tells when it is broken."""

from __future__ import annotations

import structlog

from app import audit, clock, tasks
from app.db import reading
from app.notices import actions as notices
from app.notices.rules import NoticeKind
from app.privacy.queries.asked import keepers

A_DAY = 60 * 24
TITLE = "監査の記録が書き換えられています"
BODY = (
    "監査の記録のつながりが、{} 番の行で切れています。だれかがデータベースを直接書き換えたおそれがあります。"
    "サーバーで flask --app app audit verify を実行し、控えと比べてください。"
)
log = structlog.get_logger(__name__)


@tasks.every(minutes=A_DAY)
def watch_the_trail() -> None:
    with reading():  # half a million rows take half a minute, in which people want to save
        broken = audit.first_broken()
    if broken is None:
        return
    log.error("audit_trail_broken", row=broken)
    notices.notify_all(
        keepers(),
        kind=NoticeKind.ACCOUNT,
        title=TITLE,
        body=BODY.format(broken),
        link="/admin/audit",
        now=clock.now(),
    )
