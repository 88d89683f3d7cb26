"""Documents for tests, made on the spot."""

import io

import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.documents import extraction
from index.records import Document, Draft, Given, Problem


def pdf(*pages: str, title: str | None = None, password: str | None = None) -> bytes:
    """A PDF with the pages' lines in Helvetica; a page without lines is blank."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(width=595, height=842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        shown = "".join(f"({line}) Tj T* " for line in text.split("\n"))
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("latin-1"))
        page[NameObject("/Contents")] = stream
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def document(data: bytes | str, media_type: str = "text/plain", **more: str) -> Document:
    """A document named ``it``."""
    encoded = data.encode() if isinstance(data, str) else data
    return Document(data=encoded, media_type=media_type, name="it", **more)


def only_draft(
    data: bytes | str, media_type: str = "text/plain", given: Given | None = None
) -> Draft:
    """The one draft of a document that holds one."""
    (found,) = extraction.drafts(document(data, media_type), given or Given())
    assert isinstance(found, Draft), found
    return found


def only_problem(data: bytes | str, media_type: str = "text/plain") -> Problem:
    """The one problem of a document that is no good."""
    (found,) = extraction.drafts(document(data, media_type))
    assert isinstance(found, Problem), found
    return found
