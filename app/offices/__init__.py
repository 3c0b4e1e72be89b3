"""Where people work: office 事業所, its code 事業所コード, share 共有.

A learner joins by the code and decides what the office's manager 事業所管理者 may see, and until when. The manager
recommends 推薦 those who let the office, and confirms a practicum 実習 of which the office is the host 実習先.
"""
