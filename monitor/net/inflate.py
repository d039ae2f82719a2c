"""Decompression with a limit: at most so many bytes come out, however few go in."""

from __future__ import annotations

import zlib

from monitor.errors import Refused, Unreachable

GZIP_MAGIC = b"\x1f\x8b"
FREE = 1 << 20              # below this no ratio is suspicious: a short page of spaces packs well
MOST_RATIO = 100            # 187 replayed pages: 2 to 13
_ENCODINGS = {"": 0, "gzip": 31, "x-gzip": 31, "deflate": 15}


class Body:
    """Collects one body and unpacks it as it arrives; raises Refused beyond its limit."""

    def __init__(self, content_encoding: str, limit: int) -> None:
        named = (name.strip().lower() for name in content_encoding.split(","))
        encoding = ", ".join(name for name in named if name not in ("", "identity"))
        if encoding not in _ENCODINGS:
            raise Refused(f"The body is packed as {encoding[:40]!r}, which we did not offer.")
        self._wbits = _ENCODINGS[encoding]
        self._limit = limit
        self._parts: list[bytes] = []
        self._packed: list[bytes] | None = [] if self._wbits else None      # None: no one stream of gzip or zlib
        self._head = b""
        self._packer: zlib._Decompress | None = None
        self._is_plain = self._wbits == 0
        self.taken = 0                      # bytes in
        self.size = 0                       # bytes out

    def add(self, data: bytes) -> None:
        """Add the next bytes received."""
        self.taken += len(data)
        if self._is_plain:
            self._keep(data)
            return
        if self._packed is not None:
            self._packed.append(data)
        if self._packer is None:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._begin()
            if self._packer is None:
                self._keep(data)
                return
        self._inflate(data)

    def _begin(self) -> bytes:
        """Detect the format from two bytes: servers call plain text gzip, and `deflate` means two formats."""
        head, self._head = self._head, b""
        if self._wbits == 31 and head[:2] != GZIP_MAGIC:
            self._is_plain, self._packed = True, None
        elif self._wbits == 15 and not (head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0):
            self._packer, self._packed = zlib.decompressobj(-15), None
        else:
            self._packer = zlib.decompressobj(self._wbits)
        return head

    def _inflate(self, data: bytes) -> None:
        while data:
            assert self._packer is not None
            if self._packer.eof:            # a second member, or bytes of no meaning
                self._packed = None
                data, self._head = self._head + data, b""
                if self._wbits != 31 or not GZIP_MAGIC.startswith(data[:2]):
                    return                  # bytes after the end: ignored
                if len(data) < 2:
                    self._head = data
                    return
                self._packer = zlib.decompressobj(31)
            try:
                self._keep(self._packer.decompress(data, self._limit - self.size + 1))
            except zlib.error:
                raise Unreachable("The body cannot be unpacked.") from None
            data = self._packer.unconsumed_tail or self._packer.unused_data

    def _keep(self, part: bytes) -> None:
        self._parts.append(part)
        self.size += len(part)
        if self.size > self._limit:
            raise Refused(f"The body is larger than {self._limit:,} bytes.")
        if self.size > FREE and self.size > MOST_RATIO * self.taken:
            raise Refused(f"The body grows more than {MOST_RATIO} times when it is unpacked.")

    @property
    def is_whole(self) -> bool:
        """Whether the compressed stream was complete."""
        return self._is_plain or (self._packer is not None and self._packer.eof) or (not self.taken)

    def packed(self) -> bytes | None:
        """All that went in, where that is one whole stream of gzip or zlib; None where it is anything else."""
        if self._packed is None or self._packer is None or not self._packer.eof:
            return None
        return b"".join(self._packed)

    def bytes(self) -> bytes:
        """Everything that was unpacked."""
        return b"".join(self._parts) if self._packer is not None else b"".join([*self._parts, self._head])
