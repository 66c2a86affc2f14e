"""Files as they are brought to a dossier: small, real, and each different from the others."""

from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

A4 = (0, 0, 595, 842)


def opened_pdf(*pages: str) -> pikepdf.Pdf:
    """A PDF of pages that say these words, to be made worse."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    for words in pages or ("Une page",):
        said = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        content = pikepdf.Stream(pdf, b"BT /F1 18 Tf 60 760 Td (" + said + b") Tj ET")
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=pikepdf.Array(A4), Resources=resources, Contents=content
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    kept = BytesIO()
    pdf.save(kept, **{"static_id": True, "compress_streams": False} | options)
    return kept.getvalue()


def pdf(*pages: str) -> bytes:
    return saved(opened_pdf(*pages))


def picture(kind: str = "PNG", colour: str = "white", size: tuple[int, int] = (8, 8)) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, colour).save(kept, kind)
    return kept.getvalue()
