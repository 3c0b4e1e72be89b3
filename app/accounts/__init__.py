"""Who people are: person 人, account アカウント, organisation 団体, membership 所属, office 事業所.

A *person* has a legal name, former names and numbers; an *account* signs in. A *membership* gives a
person a role 役割 in one organisation; a permission 権限 is always asked with its place. An
*accommodation* 合理的配慮 is a factor on the time of every timed paper.
"""
