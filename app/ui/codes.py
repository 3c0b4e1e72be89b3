"""Addresses as pictures that phones can read."""

from __future__ import annotations

import io

from markupsafe import Markup


def code_of(address: str, title: str) -> Markup:
    """The picture, with its title for those who cannot see it."""
    import segno  # noqa: PLC0415 -- 4 MB that a process without these pages need not hold

    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", omitsize=True, xmldecl=False, svgns=True, nl=False, title=title
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 -- made here from an address of ours
