"""Files as other programs write them, by their public specifications, in our own words."""

from __future__ import annotations

import base64
import csv
import io
import struct
import zipfile
import zlib

import openpyxl

from app.questions.rules.exchange.package import Format
from app.questions.rules.exchange.qti import DIALECTS
from tests.questions.samples import bank

STATEMENTS = (
    "市町村が保険者である。",
    "国が保険者である。",
    "広域連合も保険者となる。",
    "都道府県が保険者である。",
    "企業が保険者である。",
)


def png() -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


GIFT = """\
// question: 101  name: Switch category to $course$/top/介護保険
$CATEGORY: $course$/top/介護保険

// [id:hoken-1] [tag:保険者] [tag:制度]
::保険者::[html]<p>介護保険の<b>保険者</b>について正しいものはどれか。2つ選べ。</p>{
\t~%50%市町村\\: 特別区を含む#介護保険法第3条。
\t~%-100%国
\t~%50%広域連合
\t~%-100%都道府県
\t~%-100%企業
\t####答えは1と3です。
}

::一つだけ::要介護認定の有効期間を定めるのはどれか。{=市町村 ~国 ~事業者}

::正誤::第2号被保険者は65歳以上である。{FALSE#40歳以上65歳未満}

::記述::感想を書いてください。{}

::数値::要介護度はいくつあるか。{#5}

::組み合わせ::つなげてください。{ =甲 -> 乙 =丙 -> 丁 =戊 -> 己 }

介護保険は {=1997 ~2000 ~2005} 年に法律ができた。
"""

AIKEN = """\
介護保険の保険者はどれか。
A. 国
B) 市町村
C. 都道府県
ANSWER: B

要介護認定の申請先はどれか。
A. 市町村
B. 国
ANSWER: A
"""

PICTURE = base64.b64encode(png()).decode()
MOODLE_4 = f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category><text>$course$/top/第1章 介護保険//制度</text></category>
    <info format="moodle_auto_format"><text></text></info>
    <idnumber></idnumber>
  </question>
<!-- question: 4711  -->
  <question type="multichoice">
    <name><text>保険者 &amp; 被保険者</text></name>
    <questiontext format="html">
      <text><![CDATA[<p dir="ltr" style="text-align: left;">図を見て、正しいものを<strong>3つ</strong>選びなさい。
      <img src="@@PLUGINFILE@@/zu%201.png" alt="要介護度の図" width="200"><br></p>]]></text>
<file name="zu 1.png" path="/" encoding="base64">{PICTURE}</file>
    </questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>moodle-1</idnumber>
    <single>false</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <showstandardinstruction>0</showstandardinstruction>
    <correctfeedback format="html"><text>あなたの答えは正解です。</text></correctfeedback>
    <answer fraction="33.33333" format="html"><text><![CDATA[<p>甲である。</p>]]></text>
      <feedback format="html"><text><![CDATA[<p>法第9条。</p>]]></text></feedback></answer>
    <answer fraction="33.33333" format="html"><text>&lt;p&gt;乙である。&lt;/p&gt;</text></answer>
    <answer fraction="33.33333" format="html"><text>丙である。</text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="-50" format="html"><text>丁である。</text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="-50" format="html"><text>戊である。</text>
      <feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>よく読みましょう。</text></hint>
    <tags><tag><text>図の問題</text></tag></tags>
  </question>
  <question type="truefalse">
    <name><text>正誤</text></name><questiontext format="html"><text>保険者は国である。</text></questiontext>
    <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>
  </question>
  <question type="mtf">
    <name><text>表</text></name><questiontext format="html"><text><p>それぞれ○か×か。</p></text></questiontext>
    <row number="1"><optiontext format="html"><text>甲は正しい。</text></optiontext>
      <feedbacktext format="html"><text>だから</text></feedbacktext></row>
    <row number="2"><optiontext format="html"><text>乙は正しい。</text></optiontext></row>
    <column number="1"><responsetext><text>True</text></responsetext></column>
    <column number="2"><responsetext><text>False</text></responsetext></column>
    <weight rownumber="1" columnnumber="1"><value>1.000</value></weight>
    <weight rownumber="1" columnnumber="2"><value>0.000</value></weight>
    <weight rownumber="2" columnnumber="1"><value>0.000</value></weight>
    <weight rownumber="2" columnnumber="2"><value>1.000</value></weight>
  </question>
  <question type="shortanswer"><name><text>短答</text></name></question>
</quiz>
"""


def qti_item(
    form: Format,
    *,
    processing: str = "match_correct",
    most: str | None = "2",
    key: bool = True,
    name: str = "item-1",
) -> str:
    """An item of the version with two right choices of five, a picture and a prompt with furigana."""
    d = DIALECTS[form]
    e = d.name
    values = "".join(f"<{e('value')}>C{n}</{e('value')}>" for n in (1, 3))
    wanted = f"<{e('correctResponse')}>{values}</{e('correctResponse')}>"
    points = "".join(f"<{e('mapEntry')}{d.words(mapKey=f'C{n}', mappedValue='0.5')}/>" for n in (1, 3))
    mapping = f"<{e('mapping')}{d.words(defaultValue='0')}>{points}</{e('mapping')}>"
    choices = "".join(
        f"<{e('simpleChoice')}{d.words(identifier=f'C{n}')}><p>{text}</p></{e('simpleChoice')}>"
        for n, text in enumerate(STATEMENTS, 1)
    )
    about = d.words(identifier=name, title="保険者", adaptive="false", timeDependent="false")
    answer = d.words(identifier="RESPONSE", cardinality="multiple", baseType="identifier")
    limits = d.words(responseIdentifier="RESPONSE", shuffle="true", **({"maxChoices": most} if most else {}))
    template = d.words(template=d.template.replace("match_correct", processing))
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><{e('assessmentItem')} xmlns='{d.namespace}'{about}>"
        f"<{e('responseDeclaration')}{answer}>{wanted if key else ''}{mapping if processing == 'map_response' else ''}"
        f"</{e('responseDeclaration')}>"
        f"<{e('itemBody')}><p>次の図は<ruby>保険<rt>ほけん</rt></ruby>の仕組みである。</p>"
        f"<p><img src='images/zu%201.png' alt='仕組みの図'/></p>"
        f"<{e('choiceInteraction')}{limits}><{e('prompt')}>保険者はどれか。</{e('prompt')}>{choices}</{e('choiceInteraction')}>"
        f"</{e('itemBody')}><{e('responseProcessing')}{template}/></{e('assessmentItem')}>"
    )


def qti_package(form: Format, *, manifest: bool = True, name: str = "item-1") -> bytes:
    """A package with the item in a folder whose name has a space and an ampersand, and a test."""
    d = DIALECTS[form]
    names = "<resource identifier='r1' type='{kind}' href='items%20%26%20more/a%20b.xml'><file href='x'/></resource>"
    listed = names.format(kind=d.resource)
    listing = f"<manifest xmlns='{d.manifest}'><resources>{listed}</resources></manifest>"
    files = {
        "items & more/a b.xml": qti_item(form, name=name).encode(),
        "items & more/images/zu 1.png": png(),
        "test.xml": f"<{d.name('assessmentTest')} xmlns='{d.namespace}'/>".encode(),
    }
    return zipped({**files, **({"imsmanifest.xml": listing.encode()} if manifest else {})})


TABLE = (
    ("番号", "問題文", "正答", *(f"肢{n}の文" for n in range(1, 6)), "タグ", "担当者のメモ"),
    ("表計算-1", "要介護認定の申請について正しいものはどれか。", "１・３", *STATEMENTS, "申請、制度", "要確認"),
    ("表計算-2", "市町村の事務として\n正しいものはどれか。", "２、４　５", *STATEMENTS, "", "=SUM(A1:A2)"),
)
"""As somebody types it: full-width keys, a line break in a cell, a column of their own, no day."""


def excel_csv(rows: tuple[tuple[str, ...], ...] = TABLE) -> bytes:
    """What Excel for Windows saves as CSV in Japan: CP932 and CRLF."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("cp932")


def workbook() -> bytes:
    """A workbook of another library, with figures as figures and a formula as a formula."""
    out, book = io.BytesIO(), openpyxl.Workbook()
    for n, row in enumerate(TABLE):
        book.active.append([*(cell.replace("表計算", "ブック") for cell in row), "選ぶ数" if n == 0 else n + 1])
    book.save(out)
    return out.getvalue()


def own_bank() -> bytes:
    """Our own layout, typed by hand and zipped by another program."""
    files = {name: content.replace(b"KS-HIHO-001", b"KS-HIHO-951") for name, content in bank().items()}
    return zipped({**files, "README.txt": "メモ".encode()})


TAO_CSV = """\
name,question,shuffle,min_choices,max_choices,language,choice_1,choice_1_score,choice_2,choice_2_score,choice_3,choice_3_score,correct_answer,metadata_topic
保険者,保険者はどれか。,0,0,2,ja-JP,市町村,1,国,0,広域連合,1,"choice_1,choice_3",制度
申請,申請先はどれか。,1,1,1,ja-JP,市町村,1,国,0,,,choice_1,
"""
