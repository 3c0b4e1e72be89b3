from __future__ import annotations

import pytest

from app.reading.rules import phrases


def test_a_sentence_is_cut_between_phrases() -> None:
    assert phrases("介護保険の被保険者について正しいものはどれか。") == (
        "介護保険の",
        "被保険者に",
        "ついて",
        "正しい",
        "ものは",
        "どれか。",
    )


@pytest.mark.parametrize("text", ["", "一", "①②③", "𠮷野さんの家", "<b>&amp;</b>", "一行目\n二行目", "a b c", "120分"])
def test_joined_together_it_is_the_text_again(text: str) -> None:
    assert "".join(phrases(text)) == text
