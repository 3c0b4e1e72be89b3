"""Where people work: office 事業所, its code 事業所コード, share 共有.

A learner joins by the code and decides what the office's manager 事業所管理者 may see, and until when.
"""
