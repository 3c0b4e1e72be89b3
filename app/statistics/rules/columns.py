"""The headings of the tables of a report, and the kinds of file in which they can be had."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """A file with all tables of a report."""

    XLSX = "xlsx"
    CSV = "csv"


FILE_KIND_LABELS = {FileKind.XLSX: "Excel（すべての表）", FileKind.CSV: "CSV（すべての表、zip）"}
FILE_TYPES = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "application/zip",
}
FILE_ENDINGS = {FileKind.XLSX: "xlsx", FileKind.CSV: "zip"}

SCALE_COLUMNS = {
    "n": "人数",
    "mean": "平均点",
    "median": "中央値",
    "sd": "標準偏差",
    "skewness": "歪度",
    "kurtosis": "尖度",
    "alpha": "信頼性係数α（%）",
    "alpha_low": "αの95%区間 下",
    "alpha_high": "αの95%区間 上",
    "error_ratio": "誤差の割合（%）",
    "sem": "測定の標準誤差（点）",
    "pass_mark": "合格基準",
    "pass_rate": "基準に達した割合（%）",
    "low": "達した割合の95%区間 下",
    "high": "達した割合の95%区間 上",
    "consistency": "判定の一致（%）",
    "kappa": "偶然を除く一致κ",
}
QUESTION_COLUMNS = {
    "facility": "正答率（%）",
    "facility_low": "正答率の95%区間 下",
    "facility_high": "正答率の95%区間 上",
    "facility_corrected": "偶然を除いた正答率（%）",
    "sd": "標準偏差（%）",
    "intended_weight": "予定の重み（%）",
    "effective_weight": "実際の重み（%）",
    "discrimination_index": "識別指数（%）",
    "discriminative_efficiency": "識別の効率（%）",
    "point_biserial": "点双列相関（%）",
    "upper": "上位27%の正答率（%）",
    "lower": "下位27%の正答率（%）",
    "omitted": "空欄（%）",
    "not_reached": "未到達（%）",
    "median_seconds": "解答時間の中央値（秒）",
    "difficulty_1pl": "難しさ（1PL）",
    "slope_1pl": "傾き（1PL、共通）",
    "difficulty_2pl": "難しさ（2PL）",
    "slope_2pl": "傾き（2PL）",
    "difficulty_2pl_variance": "難しさの分散（2PL）",
    "slope_2pl_variance": "傾きの分散（2PL）",
    "covariance_2pl": "難しさと傾きの共分散（2PL）",
}
STATEMENT_COLUMNS = {
    "marked": "選んだ人（%）",
    "upper": "上位27%（%）",
    "lower": "下位27%（%）",
    "rest_r": "残りとの相関",
    "drilled": "○×で出た回数",
    "drilled_right": "○×の正答（%）",
}
SET_COLUMNS = {
    "chosen": "人数",
    "share": "割合（%）",
    "upper": "上位27%（%）",
    "lower": "下位27%（%）",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
