"""Help with reading: line breaks 行の折り返し between phrases, later furigana ふりがな and a glossary."""
