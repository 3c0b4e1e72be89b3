"""Codes as the camera of a phone reads them, from a screen and from a paper."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp


def read_code(picture: bytes) -> str:
    """Where the code leads that is on a screen or a paper, as the camera of a phone reads it."""
    with pypdfium2.PdfDocument.new() as paper:
        image = pypdfium2.PdfImage.new(paper)
        image.load_jpeg(io.BytesIO(picture))
        return code_in(image.get_bitmap())


def code_in(picture: pypdfium2.PdfBitmap) -> str:
    """The same of a page that was drawn."""
    return urlsplit(zxingcpp.read_barcodes(picture.to_numpy())[0].text).path
