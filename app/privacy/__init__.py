"""個人情報: disclosure 開示, correction 訂正, stop 利用停止, erasure 消去, consent 同意, retention 保存期間."""
