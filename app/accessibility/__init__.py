"""アクセシビリティ: criterion 達成基準, result 確かめた結果. What was checked of the standard, and what was not."""
