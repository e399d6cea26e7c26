#!/usr/bin/env python3
"""Makes the novels beside this file from Debian's package of them.

    apt-get download r-cran-janeaustenr && dpkg-deb -x r-cran-janeaustenr_*.deb package
    python3 make.py package/usr/lib/R/site-library/janeaustenr/data/Rdata.rdb

Each novel becomes one gzip file of UTF-8 text: its chapters in order, separated by a form feed. See README.md for what is kept.
"""
import gzip
import pathlib
import re
import struct
import sys
import zlib

# The order in which the package stores them, and the chapters that each must have.
NOVELS = {
    "emma": 55,
    "mansfield-park": 48,
    "northanger-abbey": 31,
    "persuasion": 24,
    "pride-and-prejudice": 61,
    "sense-and-sensibility": 50,
}
CHAPTER = re.compile(r"chapter ([0-9]+|[IVXL]+)", re.IGNORECASE)
VOLUME = re.compile(r"volume [IVX]+", re.IGNORECASE)
END = re.compile(r"finis|the end|a note on the text", re.IGNORECASE)
EDITION_NOTE = re.compile(r"\[(End volume one of this edition|At this point in the first and second editions)[^]]*\]")


def novels(database):
    """The character vectors of R's lazy-load database: for each, a 4-byte big-endian length and a zlib stream of that length."""
    at = 0
    for name in NOVELS:
        (length,) = struct.unpack_from(">I", database, at)
        inflater = zlib.decompressobj()
        yield name, strings(inflater.decompress(database[at + 4 :]))
        at = len(database) - len(inflater.unused_data)
    assert at == len(database), "the database holds more than the six novels"


def strings(xdr):
    """The elements of a character vector in R's XDR serialisation, version 3."""
    (encoding,) = struct.unpack_from(">I", xdr, 14)
    at = 18 + encoding
    kind, count = struct.unpack_from(">II", xdr, at)
    assert xdr[:2] == b"X\n" and kind == 16, "not a character vector"
    at += 8
    lines = []
    for _ in range(count):
        _flags, length = struct.unpack_from(">Ii", xdr, at)
        at += 8
        lines.append(xdr[at : at + length].decode("utf-8"))
        at += length
    return lines


def chapters(lines):
    """The lines of each chapter, without title pages, headings, and what follows the end."""
    found = []
    for line in lines:
        if CHAPTER.fullmatch(line.strip()):
            found.append([])
        elif END.fullmatch(line.strip()):
            break
        elif found and not VOLUME.fullmatch(line.strip()):
            found[-1].append(line)
    return found


def prose(lines):
    """One line a paragraph, an empty line between paragraphs; indented lines (verse, letters) stay lines of their own."""
    text = EDITION_NOTE.sub("", "\n".join(line.rstrip() for line in lines))
    text = re.sub(r"(?<!\n)\n(?=[^\s])", " ", text)
    text = re.sub(r" +", " ", text)
    text = re.sub(r"\n ", "\n", text)
    return re.sub(r"\n{2,}", "\n\n", text).strip()


def main(database, folder):
    for name, lines in novels(pathlib.Path(database).read_bytes()):
        found = [prose(chapter) for chapter in chapters(lines)]
        assert len(found) == NOVELS[name] and all(found), f"{name}: {len(found)} chapters"
        text = "\f".join(found).encode("utf-8")
        target = folder / f"{name}.txt.gz"
        target.write_bytes(gzip.compress(text, 9, mtime=0))
        print(f"{name}: {len(found)} chapters, {len(text)} bytes, {target.stat().st_size} compressed")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(__file__).parent)
