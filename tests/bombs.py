"""Documents made to exhaust whoever reads them: small files, made here, named in `bombs.yml`."""

from __future__ import annotations

import gzip
import io
import plistlib
import struct
import zipfile
import zlib

WORDS = "<p>Some words of a page that are long enough to be read by anybody.</p>"


def repeat(piece: str, times: int, before: str = "", after: str = "") -> bytes:
    return (before + piece * times + after).encode()


def attributes(number: int) -> bytes:
    return f"<p {' '.join(f'a{n}=b' for n in range(number))}>Some words.</p>{WORDS}".encode()


def charset(name: str) -> bytes:
    return f'<html><head><meta charset="{name}"></head><body>{WORDS}</body></html>'.encode()


def mail(*parts: str, head: str = "") -> bytes:
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/related; boundary="X"{head}', ""]
    for part in parts:
        lines += ["--X", part]
    return "\r\n".join([*lines, "--X--", ""]).encode()


PAGE = f"Content-Type: text/html; charset=utf-8\r\n\r\n{WORDS}"


def parameters(number: int, part: bool = False) -> bytes:
    given = "".join(f";\r\n a{n}=b" for n in range(number))
    if part:
        return mail(f"Content-Type: text/html{given}\r\n\r\n{WORDS}")
    return mail(PAGE, head=given)


def parts(number: int) -> bytes:
    return mail(*["Content-Type: text/css\r\n\r\np{}"] * number, PAGE)


def nested_mail(depth: int) -> bytes:
    lines = ["MIME-Version: 1.0"]
    for n in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    return "\r\n".join([*lines, PAGE]).encode()


def messages(depth: int) -> bytes:
    """Messages in messages, which need no boundaries."""
    return ("Content-Type: message/rfc822\r\n\r\n" * depth + PAGE).encode()


def mail_charset(name: str) -> bytes:
    return mail(f"Content-Type: text/html; charset={name}\r\n\r\n{WORDS}")


def record(body: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/w\r\n"
        "WARC-Date: 2026-11-20T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def warc(megabytes: int, kind: str = "text/html") -> bytes:
    body = b" " * (megabytes << 20)
    return gzip.compress(record(body).replace(b"text/html", kind.encode()))


def records(number: int) -> bytes:
    return record(b"").replace(b"resource", b"metadata") * number


def wacz(megabytes: int, lies: bool = False, members: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for n in range(members):
            file.writestr(f"archive/{n}.warc", record(b" " * (megabytes << 20)))
    raw = out.getvalue()
    # The size that the directory and the head name is a lie; what comes out is not.
    return raw.replace(_size(raw), b"\x64\0\0\0") if lies else raw


def _size(raw: bytes) -> bytes:
    at = raw.rindex(b"PK\x01\x02")
    return raw[at + 24 : at + 28]


def docx(piece: str, times: int, head: str = "", part: str = "word/document.xml") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
            f'ContentType="{main}"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{office}" '
            'Target="word/document.xml"/></Relationships>',
        )
        body = f"{head}<w:document {space}><w:body>{piece * times}</w:body></w:document>"
        if part != "word/document.xml":
            file.writestr("word/document.xml", body.replace(piece * times, ""))
        file.writestr(part, body)
    return out.getvalue()


def pdf(content: bytes, pages: str = "", extra: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        (pages or "<< /Type /Pages /Kids [3 0 R] /Count 1 >>").encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> /XObject << /X 4 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode /Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        b"/Resources << /XObject << /X 4 0 R >> >> >>\nstream\n%s\nendstream"
        % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica " + extra.encode() + b">>",
    ]
    out, places = b"%PDF-1.7\n", []
    for n, it in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, it)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


def pdf_text(times: int) -> bytes:
    return pdf(b"BT /F 9 Tf " + b"1 0 0 1 5 5 Tm (a) Tj " * times + b"ET")


def pdf_spaces(megabytes: int) -> bytes:
    return pdf(b" " * (megabytes << 20))


def pdf_form_in_itself() -> bytes:
    return pdf(b"/X Do")


def pdf_pages_in_themselves() -> bytes:
    return pdf(b"", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def pdf_many_pages(number: int) -> bytes:
    return pdf(b"", f"<< /Type /Pages /Kids [{'3 0 R ' * number}] /Count {number} >>")


def pdf_cross_reference_to_itself() -> bytes:
    raw = pdf(b"BT ET")
    start = raw[raw.rindex(b"startxref") + 10 : -6]
    return raw.replace(b"/Root", b"/Prev " + start + b" /Root")


def plist(depth: int) -> bytes:
    return (
        b'<?xml version="1.0"?><plist version="1.0">'
        + b"<array>" * depth
        + b"</array>" * depth
        + b"</plist>"
    )


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    head = f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e0 "ha">{entities}]>'
    return f"{head}<plist>&e12;</plist>".encode()


def safari(charset: str) -> bytes:
    page = {
        "WebResourceData": WORDS.encode(),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": charset,
        "WebResourceURL": "https://example.org/s",
    }
    return plistlib.dumps({"WebMainResource": page})


def packed(megabytes: int) -> bytes:
    """A Word file packed by other means than usual."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as file:
        file.writestr("word/document.xml", b" " * (megabytes << 20))
    return out.getvalue()


def overlapping(members: int) -> bytes:
    """A zip file in which many members lie on the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xml", b" " * (400 << 10))
    raw = out.getvalue()
    start, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    names = b"".join(raw[start:end].replace(b"a.xml", b"%05d" % n) for n in range(members))
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, members, members, len(names), start, 0)
    return raw[:start] + names + last


def locked(raw: bytes) -> bytes:
    """A zip file whose members say that they are encrypted."""
    changed = bytearray(raw)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            changed[at + flag] |= 1
    return bytes(changed)


def answer(megabytes: int) -> bytes:
    """A record of what a server sent, packed once more."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    raw = record(head + gzip.compress(b" " * (megabytes << 20)))
    return raw.replace(b"resource", b"response").replace(
        b"text/html; charset=utf-8", b"application/http; msgtype=response"
    )


def properties(title: str) -> bytes:
    """A PDF that says of itself what no title should."""
    written = (b"\xfe\xff" + title.encode("utf-16-be", "surrogatepass")).hex()
    raw = pdf(b"BT /F 9 Tf (Some words here.) Tj ET", extra=f"/Title <{written}> ")
    return raw.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 5 0 R")
