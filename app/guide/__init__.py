"""受験ガイド: who may sit the examination, this year's dates, what comes after passing, how past editions went.

exam date 日程 · round 回 · eligibility 受験資格 · self-check 自己チェック
"""
