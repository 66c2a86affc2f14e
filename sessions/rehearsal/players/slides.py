"""A small real PDF, as an expert brings one."""

import json
import tempfile

import typst

# What is said comes in as data: nothing of it is read as markup.
TEMPLATE = b"""
#let said = json("said.json")
#set document(title: said.title)
#set page(paper: "presentation-16-9")
#set text(size: 22pt, lang: said.language)
= #said.title
#v(1em)
#said.affiliation
#v(1em)
#said.viewpoint
"""


def slides(title: str, affiliation: str, viewpoint: str, language: str) -> bytes:
    said = {"title": title, "affiliation": affiliation, "viewpoint": viewpoint, "language": language}
    files = {"main.typ": TEMPLATE, "said.json": json.dumps(said).encode()}
    with tempfile.TemporaryDirectory() as empty:
        # The stub of typst does not say that a project can be given as a dict of files.
        return bytes(typst.compile(files, format="pdf", root=empty))  # type: ignore[call-overload]
