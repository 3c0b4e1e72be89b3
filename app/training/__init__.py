"""Training: curriculum 課程, edition 版, module 科目, lesson 教材, course run 期, cohort 受講クラス, session 日程,
enrolment 受講, assignment 割当, attendance 出席, minutes 時間, practicum 実習, recommendation 推薦,
certificate 修了証明書.
"""
