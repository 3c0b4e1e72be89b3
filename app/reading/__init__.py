"""Help with reading: how words are read, what terms mean, and where a line may break.

furigana ふりがな · reading 読み · word 語 · term 用語 · glossary 用語集 · hard word 難しい語 · edition 読みと用語集の版
reader 読み手（何を、どう見せるか） · guard 解く前に隠す読み · plain やさしい日本語 · analyser 形態素解析のプロセス
"""
