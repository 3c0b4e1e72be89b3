"""The administrator's desk: organisation 団体, invitation 招待, job 仕事, setting 設定, merging 統合.

*Looking through somebody's eyes* 代理で見る shows the site as that person sees it and changes nothing. An *office*
事業所 is joined by its code; its manager sees what each learner has agreed to.
"""
