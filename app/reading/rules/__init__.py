"""What is true of reading: where lines break, which words are hard, how kana fits over kanji, what stays untold."""
