"""JSON Schemas of the bank's files, and their findings as Japanese sentences that say what to write."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from app.questions.rules.problems import Document, Path

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

FOLDER = File(__file__).parents[1] / "schemas"
TYPES = {
    "string": "文字列",
    "integer": "整数",
    "boolean": "true か false",
    "array": "一覧",
    "object": "まとまり",
    "null": "null",
}
Finding = tuple[Path, str]


@cache
def validator(name: str, folder: File = FOLDER) -> Draft202012Validator:
    """The validator of one kind of file: question, paper, sources, cases or syllabus; or one of another folder."""
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    strict = _strict()
    strict.check_schema(schema)
    return strict(schema, format_checker=strict.FORMAT_CHECKER)


@cache
def _strict() -> type[Draft202012Validator]:
    """JSON Schema takes 3.0 for an integer; we do not."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 -- 3 MB that a candidate's web process never needs
    from jsonschema.validators import extend  # noqa: PLC0415 -- as above

    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _checker, value: type(value) is int)
    return extend(Draft202012Validator, type_checker=types)  # type: ignore[no-any-return, no-untyped-call]  # untyped there


@dataclass(frozen=True, slots=True)
class Fault:
    """What the validator found: the rule that was broken, where, by what."""

    rule: str
    path: Path
    instance: Any
    wanted: Any
    schema: dict[str, Any]


def findings(document: Document, name: str, folder: File = FOLDER) -> list[Finding]:
    """All that the schema of this kind finds in the document, each said once, with the place inside it."""
    faults = [_fault(error) for error in validator(name, folder).iter_errors(document.data)]
    misspelt = {fault.path for fault in faults if _suggestions(fault)}
    misshapen = {fault.path for fault in faults if fault.rule == "pattern"}
    hidden = dict.fromkeys(("required", "oneOf", "anyOf"), misspelt) | {"format": misshapen}
    said = [fault for fault in faults if fault.path not in hidden.get(fault.rule, ())]
    return list(dict.fromkeys(finding for fault in said for finding in _findings(fault)))


def _fault(error: ValidationError) -> Fault:
    schema = error.schema if isinstance(error.schema, dict) else {}
    return Fault(str(error.validator), tuple(error.absolute_path), error.instance, error.validator_value, schema)


def _findings(fault: Fault) -> Iterator[Finding]:
    if fault.rule == "additionalProperties":
        yield from _unknown_keys(fault)
    elif fault.rule in ("required", "dependentRequired"):
        yield from _missing_keys(fault)
    else:
        yield fault.path, _with_hint(_named(fault.path, SENTENCES[fault.rule](fault)), fault)


def _named(path: Path, sentence: str) -> str:
    name = next((step for step in reversed(path) if isinstance(step, str)), None)
    return sentence if name is None else f"{name}: {sentence}"


def _with_hint(sentence: str, fault: Fault) -> str:
    hint = fault.schema.get("description")
    return f"{sentence}。{hint}" if hint else sentence


def _suggestions(fault: Fault) -> dict[str, str]:
    """Unknown keys of this fault, each with the key that was probably meant."""
    if fault.rule != "additionalProperties":
        return {}
    known = [*fault.schema["properties"]]
    close = {
        key: get_close_matches(unicodedata.normalize("NFKC", key).lower(), known, n=1)
        for key in fault.instance
        if key not in known
    }
    return {key: found[0] for key, found in close.items() if found}


def _unknown_keys(fault: Fault) -> Iterator[Finding]:
    known, suggestions = fault.schema["properties"], _suggestions(fault)
    for key in fault.instance:
        if key in suggestions:
            yield (*fault.path, key), f"「{key}」という見出しはありません。もしかして「{suggestions[key]}」ですか"
        elif key not in known:
            yield (*fault.path, key), f"「{key}」という見出しはありません。書けるのは {'・'.join(known)} です"


def _missing_keys(fault: Fault) -> Iterator[Finding]:
    wanted = fault.wanted
    if fault.rule == "dependentRequired":
        wanted = [need for key, needs in wanted.items() if key in fault.instance for need in needs]
    for key in wanted:
        if key not in fault.instance:
            about = fault.schema.get("properties", {}).get(key) or {}
            hint = f"。{about['description']}" if "description" in about else ""
            yield fault.path, f"「{key}」がありません{hint}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _half_width(value: object) -> str | None:
    """The same in half-width letters, when full-width ones are all that is wrong with it."""
    if not isinstance(value, str):
        return None
    normal = unicodedata.normalize("NFKC", value)
    return normal if normal != value and normal.isascii() else None


def _type(fault: Fault) -> str:
    text = fault.instance
    if (half := _half_width(text)) is not None:
        return f"{_shown(text)} に全角の字があります。半角で {half} と書いてください"
    if isinstance(text, str) and (text in ("true", "false", "null") or text.isdigit()):
        return f"引用符を外して {text} と書いてください"
    names = [TYPES[name] for name in ([fault.wanted] if isinstance(fault.wanted, str) else fault.wanted)]
    if text is None:
        return f"空です。{names[0]}を書いてください"
    return f"{_shown(text)} ではなく、{'か '.join(names)}を書いてください"


def _pattern(fault: Fault) -> str:
    if (half := _half_width(fault.instance)) is not None:
        return f'{_shown(fault.instance)} に全角の字があります。半角で "{half}" と書いてください'
    return f"{_shown(fault.instance)} は形が違います"


def _date(fault: Fault) -> str:
    return f"{_shown(fault.instance)} という日はありません"


def _enum(fault: Fault) -> str:
    options: Any = fault.wanted
    close = get_close_matches(str(fault.instance), [str(option) for option in options], n=1)
    return f"{_shown(fault.instance)} は使えません" + (f"（もしかして {close[0]}）" if close else "")


def _few(fault: Fault) -> str:
    return f"{len(fault.instance)} 個です。{fault.wanted} 個以上にしてください"


def _many(fault: Fault) -> str:
    return f"{len(fault.instance)} 個です。{fault.wanted} 個以下にしてください"


def _short(fault: Fault) -> str:
    return "空です" if not fault.instance else f"{len(fault.instance)} 字です。もっと長く書いてください"


def _long(fault: Fault) -> str:
    return f"{len(fault.instance)} 字です。{fault.wanted} 字以下にしてください"


def _small(fault: Fault) -> str:
    return f"{_shown(fault.instance)} は小さすぎます。{fault.wanted} 以上にしてください"


def _large(fault: Fault) -> str:
    return f"{_shown(fault.instance)} は大きすぎます。{fault.wanted} 以下にしてください"


def _twice(_fault: Fault) -> str:
    return "同じものが二度書かれています。一つにしてください"


def _one_of(fault: Fault) -> str:
    both = "law" in fault.instance and "source" in fault.instance
    return "law と source の両方があります。どちらか一方にしてください" if both else "law も source もありません"


def _any_of(_fault: Fault) -> str:
    return '法令の根拠に条がありません。article: "9"（附則なら suppl: "附則第2条"）を書いてください'


def _not_allowed_together(_fault: Fault) -> str:
    return "source と一緒には書けません。消してください"


SENTENCES: dict[str, Callable[[Fault], str]] = {
    "type": _type,
    "pattern": _pattern,
    "format": _date,
    "enum": _enum,
    "minItems": _few,
    "maxItems": _many,
    "minLength": _short,
    "maxLength": _long,
    "minimum": _small,
    "maximum": _large,
    "uniqueItems": _twice,
    "oneOf": _one_of,
    "anyOf": _any_of,
    "not": _not_allowed_together,
}
