"""What is true of questions and of the files that bring them: words, values, checks. No database, no clock.

words 語 · stock 値 · reading ファイルの束から問題バンクへ · content 版の同一性 · laws 条番号
"""
