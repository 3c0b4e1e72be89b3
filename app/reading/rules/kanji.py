"""Kanji and kana: which is which, and which kanji every adult has met at school."""

from __future__ import annotations

import re

KANJI = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003fffd"
KANA = "ぁ-ゖァ-ヺー"
HAS_KANJI = re.compile(f"[{KANJI}]")
# ヶ and ヵ stand for か between numbers and words (1ヶ月, 3ヵ所): they are read, so they count as kanji.
RUNS = re.compile(f"[{KANJI}ヵヶ]+|[{KANA}]+|[^{KANJI}{KANA}]+")
READING = re.compile("[ぁ-ゖー]+")
TO_HIRAGANA = {point: point - 0x60 for point in range(0x30A1, 0x30F7)}

# 小学校学習指導要領（平成29年告示）国語 別表「学年別漢字配当表」の1,026字。
# https://www.mext.go.jp/a_menu/shotou/new-cs/1384661.htm
GRADES = {
    1: "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川"
    "先早草足村大男竹中虫町天田土二日入年白八百文木本名目立力林六",
    2: "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考"
    "行高黄合谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多"
    "太体台地池知茶昼長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛"
    "門夜野友用曜来里理話",
    3: "悪安暗医委意育員院飲運泳駅央横屋温化荷界開階寒感漢館岸起期客究急級宮球去橋業曲局銀区苦具君係軽血決研"
    "県庫湖向幸港号根祭皿仕死使始指歯詩次事持式実写者主守取酒受州拾終習集住重宿所暑助昭消商章勝乗植申身神"
    "真深進世整昔全相送想息速族他打対待代第題炭短談着注柱丁帳調追定庭笛鉄転都度投豆島湯登等動童農波配倍箱"
    "畑発反坂板皮悲美鼻筆氷表秒病品負部服福物平返勉放味命面問役薬由油有遊予羊洋葉陽様落流旅両緑礼列練路和",
    4: "愛案以衣位茨印英栄媛塩岡億加果貨課芽賀改械害街各覚潟完官管関観願岐希季旗器機議求泣給挙漁共協鏡競極熊"
    "訓軍郡群径景芸欠結建健験固功好香候康佐差菜最埼材崎昨札刷察参産散残氏司試児治滋辞鹿失借種周祝順初松笑"
    "唱焼照城縄臣信井成省清静席積折節説浅戦選然争倉巣束側続卒孫帯隊達単置仲沖兆低底的典伝徒努灯働特徳栃奈"
    "梨熱念敗梅博阪飯飛必票標不夫付府阜富副兵別辺変便包法望牧末満未民無約勇要養浴利陸良料量輪類令冷例連老"
    "労録",
    5: "圧囲移因永営衛易益液演応往桜可仮価河過快解格確額刊幹慣眼紀基寄規喜技義逆久旧救居許境均禁句型経潔件険"
    "検限現減故個護効厚耕航鉱構興講告混査再災妻採際在財罪殺雑酸賛士支史志枝師資飼示似識質舎謝授修述術準序"
    "招証象賞条状常情織職制性政勢精製税責績接設絶祖素総造像増則測属率損貸態団断築貯張停提程適統堂銅導得毒"
    "独任燃能破犯判版比肥非費備評貧布婦武復複仏粉編弁保墓報豊防貿暴脈務夢迷綿輸余容略留領歴",
    6: "胃異遺域宇映延沿恩我灰拡革閣割株干巻看簡危机揮貴疑吸供胸郷勤筋系敬警劇激穴券絹権憲源厳己呼誤后孝皇紅"
    "降鋼刻穀骨困砂座済裁策冊蚕至私姿視詞誌磁射捨尺若樹収宗就衆従縦縮熟純処署諸除承将傷障蒸針仁垂推寸盛聖"
    "誠舌宣専泉洗染銭善奏窓創装層操蔵臓存尊退宅担探誕段暖値宙忠著庁腸頂潮賃痛敵展討党糖届難乳認納脳派拝背"
    "肺俳班晩否批秘俵腹奮並陛閉片補暮宝訪亡忘棒枚幕密盟模訳郵優預幼欲翌乱卵覧裏律臨朗論",
}
TAUGHT = frozenset("".join(GRADES.values()))
# What stands for another sign and is no kanji of its own.
SIGNS = frozenset("々〇ヵヶ")


def has_kanji(text: str) -> bool:
    """Is there anything that needs a reading?"""
    return HAS_KANJI.search(text) is not None


def hiragana(text: str) -> str:
    """Katakana written as hiragana; the rest as it is."""
    return text.translate(TO_HIRAGANA)


def is_reading(text: str) -> bool:
    """Can it stand over a word: hiragana and nothing else?"""
    return READING.fullmatch(text) is not None


def beyond_school(text: str) -> bool:
    """Does it hold a kanji that the primary school does not teach?"""
    return any(HAS_KANJI.match(sign) and sign not in TAUGHT and sign not in SIGNS for sign in text)
