"""Small XML documents as the values their JSON twins would hold, each with its place.

A place begins with ``xml:`` and goes down by names, with a number (from 0) among several of one
name: ``xml:/chatlog_get_response/msgs/msg/3/content``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.reading.json_values import JsonValue

PREFIX = "xml:"
_ROOT = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>)?\s{0,100}(?:<!--.{0,500}?-->\s{0,100})?<(\w+)", re.DOTALL
)
_DECLARATION = re.compile(r"\A\ufeff?\s{0,100}<\?xml[^>]{0,200}\?>")
_DEEPEST = 24


def is_xml_of(head: bytes, roots: Collection[str]) -> bool:
    """Tell whether a file begins as XML with one of these root elements.

    Example:
        >>> is_xml_of(b'<?xml version="1.0"?><a><b/></a>', {"a"}), is_xml_of(b"<b/>", {"a"})
        (True, False)
    """
    found = _ROOT.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    return found is not None and found[1].decode() in roots


def read_xml(path: Path, uri: str) -> tuple[JsonValue, str]:
    """Read an XML document; entities of its own and references to elsewhere are refused.

    Args:
        path: The file, which is read whole.
        uri: Its name in messages.

    Returns:
        The document as a value whose place begins with ``xml:``, and the encoding.

    Raises:
        InputError: If it is no text.
        CorruptRecord: If it is no XML, or means harm.
    """
    try:
        text, codec = decode(path.read_bytes())
    except InputError as failure:
        raise InputError(failure.reason, path=uri) from failure
    return JsonValue(PREFIX, xml_value(text, uri)), codec


def xml_value(text: str, uri: str) -> dict[str, Any]:
    """Return a document as an object with its root as the only member.

    An element without children is its text; children of one name are a list.

    Raises:
        CorruptRecord: If it is no XML, or means harm.

    Example:
        >>> xml_value("<a><b>1</b><c><d>2</d><d/></c></a>", "a.xml")
        {'a': {'b': '1', 'c': {'d': ['2', '']}}}
    """
    try:
        # The text is decoded already: what the declaration says of its encoding is past.
        root = fromstring(_DECLARATION.sub("", text))
    except ParseError as failure:
        raise CorruptRecord("no XML, or cut off", path=uri, line=failure.position[0]) from failure
    except DefusedXmlException as failure:
        reason = "XML with entities of its own, which are never resolved"
        raise CorruptRecord(reason, path=uri) from failure
    except ValueError as failure:
        raise CorruptRecord("no XML", path=uri) from failure
    return {root.tag: _value(root, uri, 0)}


def _value(element: Element, uri: str, depth: int) -> object:
    if depth > _DEEPEST:
        raise CorruptRecord("XML nested too deeply", path=uri)
    if not len(element):
        return element.text or ""
    members: dict[str, Any] = {}
    for child in element:
        value = _value(child, uri, depth + 1)
        if child.tag not in members:
            members[child.tag] = value
        elif isinstance(members[child.tag], list):
            members[child.tag].append(value)
        else:
            members[child.tag] = [members[child.tag], value]
    return members
