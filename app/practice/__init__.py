"""Practice that fits between two shifts: single statements, whole questions, and the way to the day of the examination.

review card 復習カード · review 復習の記録 · set 練習 · drill 形式（○×・五肢複択） · confidence 自信 · exam day 試験日
budget 1日の時間 · marked day 休み・夜勤の日 · mastery 定着の度合い · pace 進み具合 · feed カレンダーの配信
bookmark しおり · note メモ · bag 持っていく練習
"""
