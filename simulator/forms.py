"""Request bodies: JSON, urlencoded forms and multipart, without a further dependency."""

import json
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from simulator.errors import BadRequestError
from simulator.files import Upload

MAX_BODY = 64 << 20
Parts = list[tuple[str, Upload]]


async def read_body(request: Request) -> tuple[dict[str, Any], Parts]:
    """Parameters of the query and the body, and the files that came along.

    Raises:
        BadRequestError: the body cannot be read.
    """
    params: dict[str, Any] = dict(request.query_params)
    body = await _limited(request)
    header = _header(request.headers.get("content-type", ""))
    kind = header.get_content_type()
    if kind == "application/json" and body:
        params |= _json(body)
    elif kind == "application/x-www-form-urlencoded":
        params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        fields, files = multipart(body, str(header.get_param("boundary")))
        return params | fields, files
    return params, []


async def _limited(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BadRequestError("request body is too large")
    return bytes(body)


def _json(body: bytes) -> dict[str, Any]:
    try:
        loaded = json.loads(body)
    except ValueError:
        loaded = None
    if not isinstance(loaded, dict):
        raise BadRequestError("can't parse JSON object")
    return loaded


def multipart(body: bytes, boundary: str) -> tuple[dict[str, str], Parts]:
    """Fields and files of a multipart body."""
    fields: dict[str, str] = {}
    files: Parts = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.decode().split("\r\n"))
        }
        disposition = _header(headers.get("content-disposition", ""))
        name = collapse_rfc2231_value(disposition.get_param("name") or "")
        filename = collapse_rfc2231_value(disposition.get_param("filename") or "")
        if not filename:
            fields[name] = content.decode()
        else:
            mime = headers.get("content-type") or None
            files.append((name, Upload(filename, content, mime)))
    return fields, files


def _header(value: str) -> Message:
    """Any header with parameters, read by the rules of Content-Type."""
    message = Message()
    message["Content-Type"] = value
    return message
