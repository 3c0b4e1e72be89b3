"""Mock examinations: paper 試験, attempt 受験, answer 解答, field 分野 (judged), section 科目区分 (counted).

A *paper* has editions; an *attempt* is one sitting of an edition, so that a later change of a
question never changes it. A *ruling* 採点の訂正 voids or rekeys a question of a paper.
"""
