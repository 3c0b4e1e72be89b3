"""What the site tells people: notice お知らせ, kept here and, if they wish, sent as a letter."""
