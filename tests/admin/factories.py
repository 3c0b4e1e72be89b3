"""What tests of the desk start from: an administrator, and rows of the outbox."""

from __future__ import annotations

import factory

from app import clock
from app.tasks import Outbox, OutboxState
from tests.factories import ModelFactory


class OutboxFactory(ModelFactory):
    class Meta:
        model = Outbox

    task = "mail.deliver"
    arguments = factory.LazyFunction(dict)
    state = OutboxState.FAILED
    tries = 8
    created_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(clock.now)
    error = "TimeoutError: 送信サーバーが答えません"
