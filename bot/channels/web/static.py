"""The chat widget's files, as `web/` built them."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import http

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.(js|css|json|map|svg|png|woff2|txt)")
_HASHED = re.compile(r"[.-][0-9a-fA-F]{8,}\.")
_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}
_MISSING = {"error": "not_found", "message": "There is no such file"}
_COMPRESSIBLE = ("js", "css", "json", "map", "svg", "txt")


@dataclass(frozen=True)
class _File:
    """A file in memory. `packed` None: not worth compressing. `version` is its time and size on disk."""

    body: bytes
    packed: bytes | None
    etag: str
    version: tuple[int, int]


class StaticRoutes:
    """Serves the flat folder `folder`; names with a hash in them may be kept for a year."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File] = {}

    def register(self, blueprint: Blueprint) -> None:
        blueprint.add_route(http.unguarded(self.serve), "/<name:str>", methods=["GET", "HEAD"], name="script")
        blueprint.add_route(http.unguarded(self.serve), "/assets/<name:str>", methods=["GET", "HEAD"], name="asset")

    async def serve(self, request: Request, name: str) -> HTTPResponse:
        """A file of the widget; scripts are also found without `assets/`."""
        if not _NAME.fullmatch(name):
            return http.answered(_MISSING, 404)
        if not (self._folder / "widget.js").is_file():
            return http.answered({"error": "not_built", "message": "The chat widget is not built yet: make setup"}, 503)
        file = self._file(name)
        return http.answered(_MISSING, 404) if file is None else _response(request, name, file)

    def _file(self, name: str) -> _File | None:
        path = self._folder / name
        if not path.is_file():
            path = self._folder / "assets" / name
            if not path.is_file():
                return None
        state = path.stat()
        version = (state.st_mtime_ns, state.st_size)
        known = self._files.get(name)
        if known is None or known.version != version:
            self._files[name] = known = _read(path, version)
        return known


def _read(path: Path, version: tuple[int, int]) -> _File:
    body = path.read_bytes()
    packed = gzip.compress(body, 9) if path.suffix[1:] in _COMPRESSIBLE else None
    return _File(body, packed, f'"{hashlib.sha256(body).hexdigest()[:20]}"', version)


def _response(request: Request, name: str, file: _File) -> HTTPResponse:
    packed = file.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if _HASHED.search(name) else "public, no-cache",
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",  # public files; fonts and modules ask for it
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == file.etag:
        return HTTPResponse(status=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = file.packed if packed else file.body
    return HTTPResponse(body, headers=headers, content_type=_TYPES[name.rsplit(".", 1)[1]])
