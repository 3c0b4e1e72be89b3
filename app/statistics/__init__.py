"""Statistics 統計: report 統計の報告 of an edition, scale 得点の集計, facility 正答率, discrimination 識別指数.

A *basis* 集計の対象 says which attempts count; a *flag* 確認のしるし says what an instructor should look at.
"""
