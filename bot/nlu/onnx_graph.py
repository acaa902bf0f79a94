"""Makes the packaged MiniLM fit its job: integer arithmetic and one more output.

The package stores int8 weights but casts them to float before each product, which
then streams 40 MB from memory per message. `DynamicQuantizeMatMul` multiplies the int8
weights as they are: half the time, the same classification to a third of a percent.

Only the handful of ONNX fields needed here are declared; protobuf carries all others
through unread, so the `onnx` package is not wanted for this.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_PACKAGE = "usher.onnx"
_STRING, _INT64, _MESSAGE = 9, 3, 11  # FieldDescriptorProto.Type
_OPTIONAL, _REPEATED = 1, 3  # FieldDescriptorProto.Label
_MICROSOFT = "com.microsoft"

# message -> field -> (number in onnx.proto, type, label)
_SCHEMA: Mapping[str, Mapping[str, tuple[int, int | str, int]]] = {
    "Model": {"graph": (7, "Graph", _OPTIONAL), "opset_import": (8, "Operators", _REPEATED)},
    "Operators": {"domain": (1, _STRING, _OPTIONAL), "version": (2, _INT64, _OPTIONAL)},
    "Graph": {
        "node": (1, "Node", _REPEATED),
        "initializer": (5, "Tensor", _REPEATED),
        "output": (12, "Value", _REPEATED),
    },
    "Node": {
        "input": (1, _STRING, _REPEATED),
        "output": (2, _STRING, _REPEATED),
        "op_type": (4, _STRING, _OPTIONAL),
        "domain": (7, _STRING, _OPTIONAL),
    },
    "Tensor": {"dims": (1, _INT64, _REPEATED), "name": (8, _STRING, _OPTIONAL)},
    "Value": {"name": (1, _STRING, _OPTIONAL)},
}


def adapt(weights: bytes, extra_output: str) -> bytes:
    """The same model with integer products, and with the tensor `extra_output` as a second output."""
    model = _model_class().FromString(weights)
    products = _integer_products(model.graph)
    if not products:
        raise ValueError("the packaged weights are not laid out as int8 -> Cast -> Mul -> MatMul")
    for node, stored, scale in products:
        del node.input[1:]
        node.input.extend([stored, scale.name])
        node.op_type, node.domain = "DynamicQuantizeMatMul", _MICROSOFT
        scale.dims[:] = [scale.dims[-1]]  # one scale per column, as a vector
    model.graph.output.add(name=extra_output)
    model.opset_import.add(domain=_MICROSOFT, version=1)
    adapted: bytes = model.SerializeToString()
    return adapted


def _integer_products(graph: Any) -> list[tuple[Any, str, Any]]:
    """(MatMul node, name of its int8 weights, tensor with their scale) for products with stored weights."""
    producers = {output: node for node in graph.node for output in node.output}
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    found = []
    for node in graph.node:
        scaling = producers.get(node.input[1]) if node.op_type == "MatMul" else None
        if scaling is None or scaling.op_type != "Mul" or scaling.input[1] not in tensors:
            continue
        cast = producers.get(scaling.input[0])
        if cast is not None and cast.op_type == "Cast" and cast.input[0] in tensors:
            found.append((node, cast.input[0], tensors[scaling.input[1]]))
    return found


@lru_cache(maxsize=1)
def _model_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="usher_onnx.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, label) in fields.items():
            described = message.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                described.type, described.type_name = _MESSAGE, f".{_PACKAGE}.{kind}"
            else:
                described.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Model"))
