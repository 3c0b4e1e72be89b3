"""The question bank: what may be asked, the key, why, and the text of the law that it rests on.

topic 出題項目 · source 根拠 · citation 根拠の引用 · case 事例 · question 問題 · version 版 · statement 肢
stem 問題文 · key 正答 · explanation 解説 · bank 問題バンク · stock 問題バンクのファイル一式
"""
