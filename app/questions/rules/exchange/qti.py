"""QTI 2.1, 2.2 and 3.0: what the three call the same things, and the items as we write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from app.questions.rules.exchange import whole
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.stock import Question

MANIFEST = "imsmanifest.xml"
OURS = "urn:gakusha:question:1"
RESPONSE = "RESPONSE"
SAFE_NAME = re.compile(r"[^0-9A-Za-z._-]")
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one version of the standard calls what we need."""

    namespace: str
    schema: str
    manifest: str
    resource: str
    template: str
    kind: str
    version: str
    kebab: bool = False

    def name(self, camel: str) -> str:
        """The name of an element: simpleChoice, or qti-simple-choice."""
        return f"qti-{_kebab(camel)}" if self.kebab else camel

    def words(self, **attributes: str) -> str:
        """Attributes in their spelling: maxChoices, or max-choices."""
        return "".join(f" {_kebab(n) if self.kebab else n}={quoteattr(value)}" for n, value in attributes.items())


def _kebab(camel: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda match: f"-{match[1]}", camel).lower()


DIALECTS = {
    Format.QTI_21: Dialect(
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "imsqti_item_xmlv2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
        "QTIv2.1 Package",
        "1.0.0",
    ),
    Format.QTI_22: Dialect(
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "imsqti_item_xmlv2p2",
        "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct",
        "QTIv2.2 Package",
        "1.0.0",
    ),
    Format.QTI_30: Dialect(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "imsqti_item_xmlv3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
        "QTI Package",
        "3.0.0",
        kebab=True,
    ),
}


def write(package: Package, form: Format) -> dict[str, bytes]:
    """The files of a package: a manifest, one item for each question, and the images."""
    dialect = DIALECTS[form]
    files: dict[str, bytes] = {}
    resources = []
    for question in package.questions:
        name = f"items/{item_name(question.id)}.xml"
        files[name] = "".join(_item(question, package, dialect)).encode()
        resources.append(_resource(question, package, dialect, name, files[name]))
        if question.image:
            files[f"items/{question.image.file}"] = package.images[question.image.file]
    files[MANIFEST] = _manifest(dialect, resources).encode()
    return files


def item_name(id: str) -> str:
    """An id as a name that the standard allows: letters, figures, a hyphen."""
    bare = SAFE_NAME.sub("_", id)
    if bare != id:
        bare = f"{bare}-{sha256(id.encode()).hexdigest()[:8]}"
    return bare if re.match(r"[A-Za-z_]", bare) else f"q-{bare}"


def _item(question: Question, package: Package, d: Dialect) -> Iterator[str]:
    root = d.name("assessmentItem")
    place = f"{d.namespace} {d.schema}"
    about = d.words(identifier=item_name(question.id), title=question.id, adaptive="false", timeDependent="false")
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    yield f"{XML}<{root} xmlns={quoteattr(d.namespace)} xmlns:xsi={quoteattr(xsi)} "
    yield f'xsi:schemaLocation={quoteattr(place)}{about} xml:lang="ja">\n'
    yield from _declarations(question, d)
    body = d.name("itemBody")
    yield f"<{body}>\n"
    if question.case:
        yield f"<div><p>{escape(package.cases[question.case].text)}</p></div>\n"
    if question.image:
        yield f"<div><img src={quoteattr(question.image.file)} alt={quoteattr(question.image.alt)}/></div>\n"
    yield from _interaction(question, d)
    yield from _whys(question, d)
    yield f"</{body}>\n"
    yield f"<{d.name('responseProcessing')}{d.words(template=d.template)}/>\n</{root}>\n"


def _declarations(question: Question, d: Dialect) -> Iterator[str]:
    response, correct, value = (d.name(name) for name in ("responseDeclaration", "correctResponse", "value"))
    cardinality = "single" if question.choose == 1 else "multiple"
    yield f"<{response}{d.words(identifier=RESPONSE, cardinality=cardinality, baseType='identifier')}>\n<{correct}>"
    yield from (f"<{value}>S{n}</{value}>" for n in question.key)
    yield f"</{correct}>\n</{response}>\n"
    score = d.words(identifier="SCORE", cardinality="single", baseType="float")
    outcome = d.name("outcomeDeclaration")
    default = d.name("defaultValue")
    yield f"<{outcome}{score}><{default}><{value}>0</{value}></{default}></{outcome}>\n"


def _interaction(question: Question, d: Dialect) -> Iterator[str]:
    interaction, prompt, choice = (d.name(name) for name in ("choiceInteraction", "prompt", "simpleChoice"))
    most = str(question.choose)
    yield f"<{interaction}{d.words(responseIdentifier=RESPONSE, shuffle='false', maxChoices=most)}>\n"
    yield f"<{prompt}>{escape(question.stem)}{question.choose}つ選べ。</{prompt}>\n"
    for n, one in enumerate(question.statements, 1):
        yield f"<{choice}{d.words(identifier=f'S{n}', fixed='true')}>{escape(one.text)}</{choice}>\n"
    yield f"</{interaction}>\n"


def _whys(question: Question, d: Dialect) -> Iterator[str]:
    """The explanations, for those who correct: candidates do not see a block for scorers."""
    rubric = d.name("rubricBlock")
    use = d.words(use="scoring") if d.kebab else ""
    yield f"<{rubric}{d.words(view='scorer')}{use}>{'<qti-content-body>' if d.kebab else ''}<ol>"
    yield from (f"<li>{escape(one.why)}</li>" for one in question.statements)
    yield f"</ol>{'</qti-content-body>' if d.kebab else ''}</{rubric}>\n"


def _resource(question: Question, package: Package, d: Dialect, name: str, item: bytes) -> str:
    """The item in the manifest; beside it, in a namespace of ours, what an item has no place for."""
    image = f"<file href={quoteattr('items/' + question.image.file)}/>" if question.image else ""
    digest = sha256(item).hexdigest()
    kept = escape(whole.write(question, package))
    return (
        f"<resource identifier={quoteattr('R-' + item_name(question.id))} type={quoteattr(d.resource)} "
        f"href={quoteattr(name)}>\n"
        f"<metadata><question xmlns={quoteattr(OURS)} sha256={quoteattr(digest)}>{kept}</question></metadata>\n"
        f"<file href={quoteattr(name)}/>{image}\n</resource>\n"
    )


def _manifest(d: Dialect, resources: list[str]) -> str:
    return (
        f'{XML}<manifest xmlns={quoteattr(d.manifest)} identifier="gakusha">\n'
        f"<metadata><schema>{d.kind}</schema><schemaversion>{d.version}</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )
