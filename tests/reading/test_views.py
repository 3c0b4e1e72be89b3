from __future__ import annotations

import pytest
from flask import Flask, render_template_string


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("介護保険の被保険者", "介護保険の<wbr>被保険者"),
        ("<b>強調</b>", "&lt;b&gt;強調&lt;/b&gt;"),
    ],
)
def test_a_line_may_break_between_phrases_and_what_was_typed_stays_text(app: Flask, text: str, shown: str) -> None:
    with app.test_request_context():
        said = render_template_string("{{ text|breaks }}", text=text)

    assert said.replace("<wbr>", "") == shown.replace("<wbr>", "")
    assert said.count("<wbr>") >= shown.count("<wbr>")
