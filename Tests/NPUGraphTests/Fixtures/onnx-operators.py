#!/usr/bin/env python3
"""Makes onnx-operators.zip: small networks of one operator, inputs, and what ONNX Runtime computes from them.

Run by hand when cases are added; the tests read what it wrote. Needs the packages numpy, onnx and onnxruntime.

    python3 Tests/NPUGraphTests/Fixtures/onnx-operators.py

The archive has one member. In it, words are 32 bits, little-endian: the number of cases; for each its name, the
tolerance (a float: 0 for equality, below 1 a share of the output's range, else steps of codes), the model, the inputs
and the outputs. Names, models and elements are blocks: a length in bytes, then the bytes. A list of tensors is their
number; for each its kind (0 float, 1 u8, 2 s8), its rank, its extents, its elements.
All numbers are of our own making: a generator with a fixed seed, on a grid so that the file stays small.
"""
import itertools
import os
import struct
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
import onnxruntime

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = {np.dtype("float32"): 0, np.dtype("uint8"): 1, np.dtype("int8"): 2}
MOVES = 0.0
CLOSE = 1e-5

random = np.random.default_rng(20260701)
cases = []
names = set()


def data(*shape, low=-4.0, high=4.0):
    """Numbers on a grid of 1/32."""
    return np.asarray(np.round(random.uniform(low, high, shape) * 32) / 32, np.float32)


def ints(*values, dtype=np.int64):
    return np.array(values, dtype)


def evaluate(model, inputs):
    """What ONNX Runtime computes, the reference implementation where it cannot."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        return session.run(None, inputs), "ort"
    except Exception as error:  # noqa: BLE001 whatever it cannot do
        print("reference instead:", model.graph.name, str(error).splitlines()[0][:110])
        return ReferenceEvaluator(model).run(None, inputs), "reference"


def network(name, nodes, inputs, constants=None, opset=17, outputs=1, tolerance=CLOSE, output_names=None):
    """Adds a case of some nodes; inputs and constants by name."""
    assert name not in names, name
    names.add(name)
    constants = constants or {}
    output_names = output_names or [f"y{i}" if i else "y" for i in range(outputs)]
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(k, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape)
         for k, v in inputs.items()],
        [helper.make_tensor_value_info(k, TensorProto.UNDEFINED, None) for k in output_names],
        [numpy_helper.from_array(v, k) for k, v in constants.items()])
    for value in graph.output:
        value.ClearField("type")
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    model.producer_name = ""
    typed = onnx.shape_inference.infer_shapes(model)
    results, _ = evaluate(typed if all(o.type.ByteSize() for o in typed.graph.output) else model, inputs)
    cases.append((name, tolerance, model.SerializeToString(), list(inputs.values()), results))


def case(name, operator, inputs, constants=None, opset=17, outputs=1, tolerance=CLOSE, **attributes):
    """Adds a case of one node, which reads the inputs, then the constants; None for one left out."""
    constants = constants or []
    tensors = {f"x{i}" if i else "x": v for i, v in enumerate(inputs)}
    stored = {f"c{i}": v for i, v in enumerate(constants) if v is not None}
    reads = list(tensors) + ["" if v is None else f"c{i}" for i, v in enumerate(constants)]
    node = helper.make_node(
        operator, reads, [f"y{i}" if i else "y" for i in range(outputs)],
        name=name.split("/")[0].lower(), **attributes)
    network(f"{operator}/{name}", [node], tensors, stored, opset, outputs, tolerance)


def convolutions():
    x, w = data(1, 4, 7, 6), data(6, 4, 3, 3, low=-1, high=1)
    for opset in (7, 11, 17, 21):
        case(f"opset {opset}", "Conv", [x], [w, data(6)], opset)
    case("no bias", "Conv", [x], [w])
    case("asymmetric pads", "Conv", [x], [w, data(6)], pads=[0, 1, 2, 3], strides=[2, 1])
    case("dilations", "Conv", [x], [w], dilations=[2, 1], pads=[2, 0, 2, 0], strides=[1, 2])
    case("groups", "Conv", [x], [data(6, 2, 3, 3)], group=2, pads=[1, 1, 1, 1])
    case("depthwise", "Conv", [x], [data(4, 1, 3, 3)], group=4, pads=[1, 1, 1, 1])
    case("depthwise, two each", "Conv", [x], [data(8, 1, 3, 2)], group=4)
    case("pointwise", "Conv", [x], [data(5, 4, 1, 1), data(5)])
    case("kernel as large as the image", "Conv", [x], [data(2, 4, 7, 6)])
    for rule, stride in itertools.product(("SAME_UPPER", "SAME_LOWER", "VALID"), (1, 2)):
        case(f"{rule} {stride}", "Conv", [x], [w], auto_pad=rule, strides=[stride, stride])
    case("SAME even kernel", "Conv", [x], [data(2, 4, 2, 4)], auto_pad="SAME_LOWER")
    case("batches", "Conv", [data(3, 4, 5, 5)], [w, data(6)], pads=[1, 1, 1, 1])
    case("batches of groups", "Conv", [data(2, 4, 5, 5)], [data(4, 1, 3, 3)], group=4, strides=[2, 2])
    case("1-D", "Conv", [data(1, 3, 11)], [data(4, 3, 3), data(4)], pads=[1, 2], strides=[2])
    case("1-D dilated groups", "Conv", [data(1, 4, 11)], [data(4, 2, 3)], group=2, dilations=[3])
    case("1-D SAME", "Conv", [data(1, 2, 9)], [data(2, 2, 4)], auto_pad="SAME_UPPER", strides=[3])

    x, w = data(1, 4, 4, 3), data(4, 3, 3, 3)
    case("plain", "ConvTranspose", [x], [w, data(3)], 11)
    case("strides", "ConvTranspose", [x], [w], strides=[2, 3])
    case("pads and output padding", "ConvTranspose", [x], [w, data(3)], strides=[2, 2], pads=[1, 0, 1, 2],
         output_padding=[1, 0])
    case("dilations", "ConvTranspose", [x], [w], dilations=[2, 2])
    case("groups", "ConvTranspose", [x], [data(4, 2, 3, 2)], group=2, strides=[2, 1])
    case("SAME_UPPER", "ConvTranspose", [x], [w], auto_pad="SAME_UPPER", strides=[2, 2])
    case("SAME_LOWER", "ConvTranspose", [x], [data(4, 3, 4, 4)], auto_pad="SAME_LOWER", strides=[2, 2])
    case("VALID", "ConvTranspose", [x], [w], auto_pad="VALID", strides=[2, 2])
    case("1-D", "ConvTranspose", [data(1, 2, 5)], [data(2, 3, 3), data(3)], strides=[2], pads=[1, 0])
    case("batches", "ConvTranspose", [data(2, 4, 3, 3)], [w], strides=[2, 2])


def matrices():
    a, b = data(1, 5), data(5, 3)
    case("plain", "Gemm", [a], [b, data(3)], 7)
    case("no C", "Gemm", [a], [b], 11)
    case("factors", "Gemm", [a], [b, data(3)], 13, alpha=0.5, beta=2.0)
    case("transB", "Gemm", [a], [data(3, 5), data(1, 3)], transB=1)
    case("transA", "Gemm", [data(5, 1)], [b, data(1)], transA=1)
    case("rows", "Gemm", [data(4, 5)], [b, data(3)])
    case("C of rows", "Gemm", [data(4, 5)], [b, data(4, 1)])
    case("C of all", "Gemm", [data(4, 5)], [b, data(4, 3)], beta=-0.5)
    case("C is one number", "Gemm", [data(4, 5)], [b, np.float32(1.5).reshape(())])
    case("all at run time", "Gemm", [data(2, 4), data(4, 3), data(2, 3)], transA=0, alpha=1.5)
    case("both turned", "Gemm", [data(4, 2), data(3, 4)], transA=1, transB=1)
    for left, right in [((3, 4), (4, 5)), ((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 5)), ((4,), (4, 5)),
                        ((3, 4), (4,)), ((4,), (4,)), ((2, 1, 3, 4), (5, 4, 2)), ((4,), (2, 4, 3)),
                        ((2, 3, 4), (4,)), ((1, 1, 1, 4), (4, 6)), ((7, 4), (4, 1))]:
        word = "x".join(map(str, left)) + " by " + "x".join(map(str, right))
        case(word, "MatMul", [data(*left), data(*right)], opset=13)
        case(word + ", constant", "MatMul", [data(*left)], [data(*right)], opset=9)


def windows():
    x = data(1, 3, 7, 8)
    shapes = [("2x2", dict(kernel_shape=[2, 2], strides=[2, 2])),
              ("3x2 pads", dict(kernel_shape=[3, 2], pads=[1, 0, 2, 1])),
              ("ceil", dict(kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)),
              ("ceil pads", dict(kernel_shape=[3, 3], strides=[3, 3], pads=[1, 1, 1, 1], ceil_mode=1)),
              ("ceil, none begins in the padding", dict(kernel_shape=[1, 1], strides=[3, 3], pads=[0, 0, 0, 0],
                                                        ceil_mode=1)),
              ("SAME_UPPER", dict(kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")),
              ("SAME_LOWER", dict(kernel_shape=[2, 2], auto_pad="SAME_LOWER")),
              ("VALID", dict(kernel_shape=[3, 3], strides=[2, 2], auto_pad="VALID"))]
    for word, attributes in shapes:
        case(word, "MaxPool", [x], opset=12, tolerance=MOVES, **attributes)
        case(word, "AveragePool", [x], opset=11, **attributes)
        if "auto_pad" not in attributes:
            case(word + ", padding counts", "AveragePool", [x], opset=19, count_include_pad=1, **attributes)
    case("opset 7", "MaxPool", [x], opset=7, tolerance=MOVES, kernel_shape=[2, 3])
    case("dilations", "MaxPool", [x], opset=12, tolerance=MOVES, kernel_shape=[2, 3], dilations=[3, 2])
    case("dilations", "AveragePool", [x], opset=19, kernel_shape=[2, 3], dilations=[2, 2])
    case("all below zero", "MaxPool", [data(1, 2, 4, 4, low=-4, high=-1)], opset=12, tolerance=MOVES,
         kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    case("bytes", "MaxPool", [random.integers(0, 256, (1, 2, 6, 6)).astype(np.uint8)], opset=12, tolerance=MOVES,
         kernel_shape=[2, 2], strides=[2, 2])
    case("1-D", "MaxPool", [data(1, 2, 9)], opset=12, tolerance=MOVES, kernel_shape=[3], strides=[2], pads=[1, 0])
    case("1-D", "AveragePool", [data(1, 2, 9)], opset=11, kernel_shape=[4], strides=[2], pads=[1, 1],
         count_include_pad=1)
    case("batches", "MaxPool", [data(2, 3, 4, 5)], opset=12, tolerance=MOVES, kernel_shape=[2, 2])
    case("batches", "AveragePool", [data(2, 3, 4, 5)], opset=11, kernel_shape=[2, 2], pads=[1, 1, 0, 0])
    for operator in ("GlobalAveragePool", "GlobalMaxPool"):
        case("plain", operator, [x], opset=7)
        case("1-D", operator, [data(1, 3, 5)])
        case("batches", operator, [data(2, 3, 4, 5)])
        case("one pixel", operator, [data(1, 3, 1, 1)])


def functions():
    x = data(2, 3, 5, low=-8, high=8)
    plain = ["Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "Erf", "Exp", "Abs", "Neg", "Reciprocal", "Floor",
             "Ceil", "Round", "Sign", "HardSwish", "Mish", "LeakyRelu", "Elu", "Selu", "Celu", "HardSigmoid"]
    for operator in plain:
        case("plain", operator, [x], opset=18)
        case("one number", operator, [data(low=1, high=3)], opset=18)
    case("of large numbers", "Softplus", [np.array([-100, -30, 0, 19, 21, 80], np.float32)])
    case("of large numbers", "Mish", [np.array([-100, -30, 0, 19, 21, 80], np.float32)], opset=18)
    case("of large numbers", "Sigmoid", [np.array([-200, -80, 80, 200], np.float32)])
    case("halves", "Round", [np.arange(-4, 4, 0.5).astype(np.float32)], tolerance=MOVES)
    for operator in ("Log", "Sqrt"):
        case("plain", operator, [data(2, 9, low=0.1, high=9)], opset=13)
    case("none", "Gelu", [x], opset=20)
    case("tanh", "Gelu", [x], opset=20, approximate="tanh")
    case("alpha", "LeakyRelu", [x], opset=7, alpha=0.25)
    case("alpha", "Elu", [x], opset=7, alpha=1.5)
    case("alpha", "Celu", [x], opset=12, alpha=2.0)
    case("alpha, gamma", "Selu", [x], opset=7, alpha=1.5, gamma=0.75)
    case("alpha, beta", "HardSigmoid", [x], opset=7, alpha=0.4, beta=0.3)
    case("attributes", "Clip", [x], opset=7, min=-1.5, max=2.0)
    case("only max", "Clip", [x], opset=7, max=2.0)
    case("inputs", "Clip", [x], [np.float32(-1).reshape(()), np.float32(3).reshape(())], opset=11)
    case("no min", "Clip", [x], [None, np.float32(3).reshape(())], opset=13)
    case("only min", "Clip", [x], [np.float32(0).reshape(())], opset=13)
    case("neither", "Clip", [x], opset=13)
    case("min above max", "Clip", [x], [np.float32(3).reshape(()), np.float32(1).reshape(())], opset=13)
    x = data(1, 3, 4, 2)
    for word, slope in [("one", data(1)), ("per channel", data(3, 1, 1)), ("per column", data(2)),
                        ("all", data(1, 3, 4, 2)), ("per channel and row", data(3, 4, 1))]:
        case(word, "PRelu", [x], [slope], opset=9)
    case("batches", "PRelu", [data(2, 3, 2, 2)], [data(3, 1, 1)], opset=16)
    for operator in ("Identity", "Dropout"):
        case("opset 7", operator, [x], opset=7, tolerance=MOVES)
    case("ratio", "Dropout", [x], [np.float32(0.3).reshape(())], opset=13, tolerance=MOVES)


def arithmetic():
    shapes = [((2, 3, 4), (2, 3, 4)), ((1, 3, 4, 5), (1, 3, 1, 1)), ((3, 1), (1, 4)), ((2, 3), ()), ((4,), (2, 3, 4)),
              ((1, 2, 3), (4, 1, 1)), ((5,), (1,))]
    for operator in ("Add", "Sub", "Mul", "Div"):
        for left, right in shapes:
            word = "x".join(map(str, left)) + " and " + ("x".join(map(str, right)) or "one")
            divisor = data(*right, low=1, high=3)
            case(word, operator, [data(*left), divisor], opset=14)
            case(word + ", constant", operator, [data(*left)], [divisor], opset=7)
        name = operator.lower()
        network(f"{operator}/constant first", [helper.make_node(operator, ["c", "x"], ["y"], name=name)],
                {"x": data(1, 3, 2, 2, low=1, high=3)}, {"c": data(1, 3, 1, 1)})
    for operator in ("Max", "Min", "Sum", "Mean"):
        case("three", operator, [data(2, 3), data(1, 3), data(2, 1)], opset=13)
        case("one", operator, [data(2, 3)], opset=8)
        case("with a constant", operator, [data(1, 3, 2, 2)], [data(3, 1, 1)], opset=13)
    for exponent in (-1, -0.5, 0.5, 1, 2, 3, 4):
        case(f"{exponent}", "Pow", [data(2, 5, low=0.5, high=3)], [np.float32(exponent).reshape(())], opset=13)
    case("square of negatives", "Pow", [data(2, 5)], [np.array([2], np.float32)], opset=7)


def folded():
    """What is known before anything runs: a sum with the input shows the result."""
    def constant(name, node, stored, opset=17, outputs=("k",), cast=True, zero=None):
        tail = [helper.make_node("Cast", ["k"], ["f"], to=1)] if cast else []
        reads = "f" if cast else "k"
        network(name, [node] + tail + [helper.make_node("Add", ["x", reads], ["y"])],
                {"x": np.zeros(1, np.float32) if zero is None else zero}, stored, opset, tolerance=1e-6)

    i, j = ints(7, -7, 6, -6), ints(2, 2, -4, -4)
    for operator in ("Add", "Sub", "Mul", "Div", "Max", "Min", "Mod"):
        constant(f"{operator}/integers", helper.make_node(operator, ["a", "b"], ["k"]), {"a": i, "b": j}, 13)
    constant("Mod/fmod of integers", helper.make_node("Mod", ["a", "b"], ["k"], fmod=1), {"a": i, "b": j}, 13)
    constant("Mod/fmod of numbers", helper.make_node("Mod", ["a", "b"], ["k"], fmod=1),
             {"a": data(5), "b": data(5, low=1, high=2)}, 13)
    constant("Pow/constants", helper.make_node("Pow", ["a", "b"], ["k"]),
             {"a": data(3, 1, low=0.5, high=4), "b": np.array([-2, -0.5, 0, 0.3, 1, 7], np.float32)}, 13)
    constant("Pow/integers", helper.make_node("Pow", ["a", "b"], ["k"]), {"a": ints(2, -3, 10), "b": ints(10, 3, 0)}, 13)
    for operator in ("Equal", "Less", "Greater"):
        for word, a, b in [("integers", i, j), ("numbers", data(3, 1), data(1, 3))]:
            constant(f"{operator}/{word}", helper.make_node(operator, ["a", "b"], ["k"]), {"a": a, "b": b}, 13)
    t, f = np.array([True, True, False, False]), np.array([True, False, True, False])
    for operator in ("And", "Or"):
        constant(f"{operator}/booleans", helper.make_node(operator, ["a", "b"], ["k"]), {"a": t, "b": f}, 7)
    constant("Not/booleans", helper.make_node("Not", ["a"], ["k"]), {"a": t}, 7)
    constant("Where/integers", helper.make_node("Where", ["a", "b", "c"], ["k"]),
             {"a": t, "b": i, "c": ints(9)}, 9)
    constant("Where/numbers", helper.make_node("Where", ["a", "b", "c"], ["k"]),
             {"a": t.reshape(4, 1), "b": data(3), "c": data(4, 1)}, 16)
    for operator in ("Abs", "Neg", "Sign", "Relu"):
        constant(f"{operator}/integers", helper.make_node(operator, ["a"], ["k"]), {"a": i}, 14)
    constant("Clip/integers", helper.make_node("Clip", ["a", "b", "c"], ["k"]),
             {"a": i, "b": np.int64(-6).reshape(()), "c": np.int64(6).reshape(())}, 13)
    for word, start, limit, step in [("up", 3, 9, 2), ("down", 5, -4, -3), ("nearly", 0, 10, 4)]:
        constant(f"Range/{word}", helper.make_node("Range", ["a", "b", "c"], ["k"]),
                 {k: np.int64(v).reshape(()) for k, v in zip("abc", (start, limit, step))}, 11)
    constant("Range/numbers", helper.make_node("Range", ["a", "b", "c"], ["k"]),
             {k: np.float32(v).reshape(()) for k, v in zip("abc", (0.5, 3.1, 0.75))}, 11, cast=False)
    constant("ConstantOfShape/zeros", helper.make_node("ConstantOfShape", ["a"], ["k"]), {"a": ints(2, 3)}, 9)
    constant("ConstantOfShape/sevens", helper.make_node(
        "ConstantOfShape", ["a"], ["k"], value=numpy_helper.from_array(ints(7))), {"a": ints(4)}, 9)
    constant("ConstantOfShape/one number", helper.make_node(
        "ConstantOfShape", ["a"], ["k"], value=numpy_helper.from_array(np.array([2.5], np.float32))),
        {"a": np.zeros(0, np.int64)}, 9)
    for word, attributes in [("tensor", dict(value=numpy_helper.from_array(data(2, 3)))), ("float", dict(value_float=1.5)),
                             ("floats", dict(value_floats=[1.5, -2.0])), ("int", dict(value_int=-3)),
                             ("ints", dict(value_ints=[4, -5, 6]))]:
        constant(f"Constant/{word}", helper.make_node("Constant", [], ["k"], **attributes), {}, 13)
    x = data(2, 3, 4)
    for word, attributes in [("all", {}), ("part", dict(start=1)), ("negative", dict(start=-2, end=-1)),
                             ("beyond", dict(start=-9, end=9))]:
        constant(f"Shape/{word}", helper.make_node("Shape", ["x"], ["k"], **attributes), {}, 15,
                 zero=data(2, 3, 1 if word != "all" else 3)[:, :, :1] if word != "beyond" else data(2, 1, 3))
    constant("Size/all", helper.make_node("Size", ["x"], ["k"]), {}, 13, zero=x)
    for operator, opset in itertools.product(("ReduceSum", "ReduceProd", "ReduceMax", "ReduceMin"), (11, 18)):
        axes = dict(axes=[1]) if opset == 11 else {}
        reads = ["a"] if opset == 11 else ["a", "b"]
        stored = {"a": ints(1, 2, 3, 4, 5, 6).reshape(2, 3)}
        if opset == 18:
            stored["b"] = ints(1)
        constant(f"{operator}/integers, opset {opset}", helper.make_node(operator, reads, ["k"], **axes), stored, opset)
    for word, to, value in [("cut off", 7, data(6)), ("bool", 9, np.array([0, 0.5, -2], np.float32)),
                            ("half", 10, np.array([0.1, 1000.3], np.float32)), ("double", 11, data(3))]:
        network(f"Cast/{word}", [helper.make_node("Cast", ["a"], ["k"], to=to), helper.make_node("Cast", ["k"], ["f"], to=1),
                                 helper.make_node("Add", ["x", "f"], ["y"])],
                {"x": np.zeros(1, np.float32)}, {"a": value}, 13, tolerance=MOVES)
    case("bytes", "Cast", [random.integers(0, 256, (1, 2, 3)).astype(np.uint8)], opset=13, tolerance=MOVES, to=1)
    case("signed bytes", "Cast", [random.integers(-128, 128, (1, 2, 3)).astype(np.int8)], opset=13, tolerance=MOVES, to=1)
    case("floats", "Cast", [data(2, 3)], opset=13, tolerance=MOVES, to=1)


def normalizations():
    x = data(1, 3, 4, 5)
    stored = lambda: [data(3, low=0.5, high=2), data(3), data(3), data(3, low=0.5, high=2)]
    for opset in (7, 9, 14, 15):
        case(f"opset {opset}", "BatchNormalization", [x], stored(), opset)
    case("epsilon", "BatchNormalization", [x], stored(), epsilon=0.25)
    case("batches", "BatchNormalization", [data(2, 3, 2, 2)], stored())
    case("two axes", "BatchNormalization", [data(2, 3)], stored())
    case("three axes", "BatchNormalization", [data(1, 3, 4)], stored())
    case("plain", "InstanceNormalization", [x], [data(3), data(3)], 7)
    case("batches", "InstanceNormalization", [data(2, 3, 6)], [data(3), data(3)], epsilon=0.1)
    case("last axis", "LayerNormalization", [data(2, 3, 8)], [data(8), data(8)])
    case("two axes, no bias", "LayerNormalization", [data(2, 3, 8)], [data(3, 8)], axis=1, epsilon=0.01)
    case("first axis", "LayerNormalization", [data(2, 8)], [data(2, 8), data(2, 8)], axis=0)
    for size in (1, 2, 3, 5, 8):
        # ONNX Runtime has odd sizes alone; the reference takes the number of batches for that of channels.
        case(f"{size}", "LRN", [data(5, 5, 2, 1)], opset=13, size=size, alpha=0.5, beta=0.6, bias=1.5)
    case("defaults", "LRN", [x], opset=7, size=3)
    for p, axis in itertools.product((1, 2), (-1, 1)):
        case(f"p {p}, axis {axis}", "LpNormalization", [x], opset=7, p=p, axis=axis)
    for operator in ("Softmax", "LogSoftmax"):
        for opset, axis in itertools.product((7, 11, 13), (1, 2, -1)):
            if opset == 7 and axis < 0:
                continue
            case(f"opset {opset}, axis {axis}", operator, [data(2, 3, 4)], opset=opset, axis=axis)
        case("default, opset 11", operator, [data(2, 3, 4)], opset=11)
        case("default, opset 13", operator, [data(2, 3, 4)], opset=13)
        case("axis 0", operator, [data(3, 4)], opset=13, axis=0)
        case("large numbers", operator, [np.array([[-200, 0, 150], [80, 81, 82]], np.float32)], opset=13)


def reductions():
    for operator in ("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
                     "ReduceSumSquare"):
        x = data(2, 3, 4, 5, low=-1.5, high=1.5)
        for axes in ([1], [0, 2], [2, 3], [-1], [1, -1], [0, 1, 2, 3]):
            case(f"axes {axes}", operator, [x], opset=11, axes=axes)
            case(f"axes {axes}, dropped, opset 18", operator, [x], [ints(*axes)], opset=18, keepdims=0)
        case("all", operator, [x], opset=7)
        case("none", operator, [x], opset=18, noop_with_empty_axes=1)
        case("all, dropped", operator, [x], opset=18, keepdims=0)
    case("axes, opset 13", "ReduceSum", [data(2, 3, 4)], [ints(1)], opset=13)
    for operator, axis in itertools.product(("ArgMax", "ArgMin"), (0, 1, -1)):
        case(f"axis {axis}", operator, [data(3, 4, 5)], opset=11, tolerance=MOVES, axis=axis)
        case(f"axis {axis}, dropped", operator, [data(3, 4, 5)], opset=13, tolerance=MOVES, axis=axis, keepdims=0)
    case("the first of equals", "ArgMax", [np.array([[1, 3, 3, 2]], np.float32)], tolerance=MOVES, axis=1)


def movements():
    still = dict(tolerance=MOVES)
    for axis in (0, 1, 2, -1):
        shapes = [[2, 3, 4] for _ in range(3)]
        for index, shape in enumerate(shapes):
            shape[axis] = index + 1
        case(f"axis {axis}", "Concat", [data(*s) for s in shapes], opset=11, axis=axis, **still)
    case("one", "Concat", [data(2, 3)], opset=13, axis=0, **still)
    case("with a constant", "Concat", [data(1, 2, 3)], [data(1, 4, 3)], opset=13, axis=1, **still)
    x = data(2, 6, 4)
    case("equal", "Split", [x], opset=7, outputs=3, axis=1, **still)
    case("given", "Split", [x], opset=11, outputs=3, axis=1, split=[1, 3, 2], **still)
    case("given, opset 13", "Split", [x], [ints(4, 2)], opset=13, outputs=2, axis=-2, **still)
    case("uneven, opset 18", "Split", [data(2, 7)], opset=18, outputs=3, axis=1, num_outputs=3, **still)
    case("one part", "Split", [x], opset=13, outputs=1, axis=0, **still)
    x = data(3, 6, 7)
    case("opset 9", "Slice", [x], opset=9, starts=[1, -4], ends=[3, 100], axes=[0, 2], **still)
    for word, *parts in [("no axes", [1, 2], [3, 5]), ("axes", [2, 1], [7, 3], [2, 0]), ("steps", [0, 6], [6, 0], [1, 2], [2, -2]),
                         ("negative", [-1, -1], [-100, -8], [1, 2], [-1, -3]), ("far", [-100], [100], [1]),
                         ("backwards to the start", [5], [-7], [1], [-1]), ("huge", [0], [2**63 - 1], [2], [3]),
                         ("huge step", [1], [5], [1], [2**62]), ("backwards from beyond", [2**62], [-2**62], [2], [-2])]:
        case(word, "Slice", [x], [ints(*p) for p in parts], opset=13, **still)
    case("narrow indices", "Slice", [x], [ints(1, dtype=np.int32), ints(2, dtype=np.int32), ints(0, dtype=np.int32)],
         opset=10, **still)
    x = data(1, 2, 4, 5)
    pads = [0, 0, 1, 2, 0, 1, 2, 0]
    case("opset 7", "Pad", [x], opset=7, pads=pads, value=1.5, **still)
    for mode in ("constant", "edge", "reflect"):
        case(f"{mode}, opset 2", "Pad", [x], opset=10, pads=pads, mode=mode, **still)
        case(f"{mode}, opset 13", "Pad", [x], [ints(*pads)], opset=13, mode=mode, **still)
    case("value", "Pad", [x], [ints(*pads), np.float32(-2.5).reshape(())], opset=11, **still)
    case("crops", "Pad", [x], [ints(0, -1, 0, 1, 0, 1, -2, -1)], opset=13, **still)
    case("axes", "Pad", [x], [ints(1, 2, 3, 0), None, ints(-1, 1)], opset=18, **still)
    case("far reflections", "Pad", [data(1, 4)], [ints(0, 3, 0, 3)], opset=13, mode="reflect", **still)
    case("wrap", "Pad", [data(2, 4)], [ints(1, 3, 0, 2)], opset=19, mode="wrap", **still)
    case("bytes", "Pad", [random.integers(0, 256, (1, 1, 2, 3)).astype(np.uint8)], [ints(0, 0, 1, 1, 0, 0, 0, 2)],
         opset=13, **still)
    x = data(2, 3, 4)
    for shape in ([4, 6], [-1], [0, -1], [0, 0, 2, 2], [2, 1, -1, 1]):
        case(f"{shape}", "Reshape", [x], [ints(*shape)], opset=7, **still)
    case("to one number", "Reshape", [data(1, 1)], [np.zeros(0, np.int64)], opset=13, **still)
    for axis in (0, 1, 2, 3, -1):
        case(f"axis {axis}", "Flatten", [x], opset=11, axis=axis, **still)
    x = data(1, 3, 1, 4)
    case("all", "Squeeze", [x], opset=7, **still)
    case("axes", "Squeeze", [x], opset=11, axes=[0, -2], **still)
    case("axes, opset 13", "Squeeze", [x], [ints(2)], opset=13, **still)
    case("axes", "Unsqueeze", [data(3, 4)], opset=11, axes=[0, -1], **still)
    case("axes, opset 13", "Unsqueeze", [data(3, 4)], [ints(1, 3)], opset=13, **still)
    x = data(2, 3, 4, 5)
    case("turned round", "Transpose", [x], **still)
    for perm in ([0, 2, 3, 1], [0, 3, 1, 2], [3, 1, 0, 2], [0, 1, 2, 3]):
        case(f"{perm}", "Transpose", [x], perm=perm, **still)
    case("extents of one", "Transpose", [data(1, 3, 1, 2)], perm=[0, 2, 1, 3], **still)
    case("five axes", "Transpose", [data(1, 2, 3, 2, 2)], perm=[0, 3, 4, 2, 1], **still)
    for shape in ([2, 3, 4], [5, 1, 3, 1], [3, 1], [1]):
        case(f"{shape}", "Expand", [data(3, 1)], [ints(*shape)], opset=8, **still)
    for repeats in ([2, 1, 3], [1, 1, 1], [1, 4, 2]):
        case(f"{repeats}", "Tile", [data(2, 3, 1)], [ints(*repeats)], opset=13, **still)
    x = data(3, 4, 5)
    for axis, indices in [(0, ints(2, 0, 2)), (1, ints(-1, 1)), (2, ints(0, 1, 2, 3).reshape(2, 2)), (-1, np.int64(3)),
                          (0, ints(1, dtype=np.int32))]:
        case(f"axis {axis}, {indices.shape}", "Gather", [x], [np.asarray(indices)], opset=13, axis=axis, **still)
    case("DCR", "DepthToSpace", [data(1, 8, 2, 3)], opset=11, blocksize=2, **still)
    case("CRD", "DepthToSpace", [data(2, 12, 2, 3)], opset=13, blocksize=2, mode="CRD", **still)
    case("opset 7", "DepthToSpace", [data(1, 9, 1, 2)], opset=7, blocksize=3, **still)
    case("plain", "SpaceToDepth", [data(2, 3, 4, 6)], opset=7, blocksize=2, **still)


def resizes():
    x = data(1, 2, 4, 5)
    one = np.array([1, 1], np.float32)
    scales = {"up": [2, 2], "up unevenly": [1.5, 2.4], "down": [0.5, 0.6], "hidden": [1.2, 1]}
    rules = ("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")
    for (word, scale), rule in itertools.product(scales.items(), rules):
        factors = np.concatenate([one, np.array(scale, np.float32)])
        for mode in ("linear", "cubic"):
            case(f"{mode} {word}, {rule}", "Resize", [x], [None, factors], opset=13, mode=mode,
                 coordinate_transformation_mode=rule)
        for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
            case(f"nearest {word}, {rule}, {rounding}", "Resize", [x], [None, factors], opset=13, tolerance=MOVES,
                 mode="nearest", nearest_mode=rounding, coordinate_transformation_mode=rule)
    for mode in ("nearest", "linear", "cubic"):
        case(f"{mode} to sizes", "Resize", [x], [None, None, ints(1, 2, 7, 3)], opset=13, mode=mode)
        case(f"{mode} to sizes of axes", "Resize", [x], [None, None, ints(7, 3)], opset=18, mode=mode, axes=[2, 3])
        case(f"{mode}, half_pixel_symmetric", "Resize", [x], [None, np.array([1, 1, 1.3, 0.7], np.float32)], opset=19,
             mode=mode, coordinate_transformation_mode="half_pixel_symmetric")
    case("cubic coefficient", "Resize", [x], [None, np.array([1, 1, 2, 2], np.float32)], opset=13, mode="cubic",
         cubic_coeff_a=-0.5)
    case("tf_half_pixel_for_nn", "Resize", [x], [np.zeros(0, np.float32), np.array([1, 1, 2, 1.5], np.float32)], opset=11, mode="nearest",
         coordinate_transformation_mode="tf_half_pixel_for_nn", tolerance=MOVES)
    case("batches", "Resize", [data(2, 2, 3, 3)], [None, np.array([1, 1, 2, 2], np.float32)], opset=13, mode="linear")
    case("batches nearest", "Resize", [data(2, 2, 3, 3)], [None, np.array([1, 1, 2, 2], np.float32)], opset=13,
         mode="nearest")
    case("to one", "Resize", [x], [None, None, ints(1, 2, 1, 1)], opset=13, mode="linear",
         coordinate_transformation_mode="align_corners")
    case("from one", "Resize", [data(1, 2, 1, 1)], [None, None, ints(1, 2, 3, 4)], opset=13, mode="linear",
         coordinate_transformation_mode="align_corners")
    for mode in ("nearest", "linear"):
        case(f"{mode}, opset 10", "Resize", [x], [np.array([1, 1, 2, 1.6], np.float32)], opset=10, mode=mode)
        case(f"{mode}, opset 9", "Upsample", [x], [np.array([1, 1, 2, 3], np.float32)], opset=9, mode=mode)
        case(f"{mode}, opset 7", "Upsample", [x], opset=7, mode=mode, scales=[1.0, 1.0, 2.0, 1.5])


def codes():
    for word, kind, low, high in [("u8", np.uint8, 0, 255), ("s8", np.int8, -128, 127)]:
        zero = np.array(low + 100, kind)
        scale = np.float32(0.03125).reshape(())
        steps = 1.0
        case(f"{word}", "QuantizeLinear", [data(2, 3, 4, low=-9, high=9)], [scale, zero], opset=13, tolerance=MOVES)
        stored = random.integers(low, high + 1, (2, 3, 4)).astype(kind)
        case(f"{word}", "DequantizeLinear", [stored], [scale, zero], opset=10)
        case(f"{word}, no zero point", "DequantizeLinear", [stored], [scale], opset=13)
        network(f"DequantizeLinear/{word}, twice", [
            helper.make_node("DequantizeLinear", ["x", "s", "z"], ["a"]),
            helper.make_node("DequantizeLinear", ["x", "t", "z"], ["b"]),
            helper.make_node("Add", ["a", "b"], ["y"])],
            {"x": stored}, {"s": scale, "t": np.float32(0.5).reshape(()), "z": zero}, 13)
        network(f"DequantizeLinear/{word}, behind movement", [
            helper.make_node("Transpose", ["x"], ["t"], perm=[2, 0, 1]),
            helper.make_node("DequantizeLinear", ["t", "s", "z"], ["y"])],
            {"x": stored}, {"s": scale, "z": zero}, 13)
        network(f"QuantizeLinear/{word}, there and back with padding", [
            helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"]),
            helper.make_node("Pad", ["q", "p", "z"], ["w"]),
            helper.make_node("DequantizeLinear", ["w", "s", "z"], ["y"])],
            {"x": data(1, 2, 2, 3)}, {"s": scale, "z": zero, "p": ints(0, 0, 1, 1, 0, 0, 1, 0)}, 13)
        # A convolution as quantising tools write it: weights per channel, sums per tensor.
        weights = random.integers(-127, 128, (4, 2, 3, 3)).astype(np.int8)
        network(f"QuantizeLinear/{word}, a convolution", [
            helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"]),
            helper.make_node("DequantizeLinear", ["q", "s", "z"], ["d"]),
            helper.make_node("DequantizeLinear", ["w", "ws", "wz"], ["wd"], axis=0),
            helper.make_node("DequantizeLinear", ["b", "bs", "bz"], ["bd"], axis=0),
            helper.make_node("Conv", ["d", "wd", "bd"], ["c"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["c"], ["r"]),
            helper.make_node("QuantizeLinear", ["r", "t", "z"], ["o"]),
            helper.make_node("MaxPool", ["o"], ["m"], kernel_shape=[2, 2], strides=[2, 2]),
            helper.make_node("DequantizeLinear", ["m", "t", "z"], ["y"])],
            {"x": data(1, 2, 6, 6)},
            {"s": scale, "z": zero, "t": np.float32(0.25).reshape(()), "w": weights,
             "ws": data(4, low=0.01, high=0.1) + np.float32(0.01), "wz": np.zeros(4, np.int8),
             "b": random.integers(-500, 500, 4).astype(np.int32), "bs": data(4, low=0.03, high=0.1),
             "bz": np.zeros(4, np.int32)}, 13, tolerance=0.02)
    network("QuantizeLinear/constants per channel", [
        helper.make_node("QuantizeLinear", ["w", "ws", "wz"], ["q"], axis=0),
        helper.make_node("DequantizeLinear", ["q", "ws", "wz"], ["d"], axis=0),
        helper.make_node("Add", ["x", "d"], ["y"])],
        {"x": np.zeros(1, np.float32)},
        {"w": data(3, 4), "ws": np.array([0.03, 0.05, 0.02], np.float32), "wz": np.array([0, 3, -5], np.int8)}, 13)
    case("no zero point", "QuantizeLinear", [data(1, 2, 3, 4, low=0, high=9)], [np.float32(0.05).reshape(())], opset=13,
         tolerance=MOVES)
    for word, shape in [("halves", (1, 3, 4, 4))]:
        x = data(*shape).astype(np.float16)
        network(f"Cast/{word} at run time", [helper.make_node("Cast", ["x"], ["f"], to=1),
                                             helper.make_node("Sigmoid", ["f"], ["s"]),
                                             helper.make_node("Cast", ["s"], ["y"], to=10)], {"x": x}, {}, 13, tolerance=1e-3)
        case(f"{word}", "Relu", [x], opset=14, tolerance=MOVES)
        case(f"{word}", "Conv", [x], [data(2, 3, 3, 3, low=-1, high=1).astype(np.float16)], tolerance=2e-3)


def block(content):
    return struct.pack("<I", len(content)) + content


def tensors(arrays):
    content = struct.pack("<I", len(arrays))
    for array in map(np.asarray, arrays):
        if array.dtype not in KINDS:
            array = array.astype(np.float32)
        content += struct.pack("<II", KINDS[array.dtype], array.ndim)
        content += b"".join(struct.pack("<I", extent) for extent in array.shape) + block(array.tobytes())
    return content


def main():
    for part in (convolutions, matrices, windows, functions, arithmetic, folded, normalizations, reductions, movements,
                 resizes, codes):
        part()
    content = struct.pack("<I", len(cases))
    for name, tolerance, model, inputs, outputs in cases:
        content += block(name.encode()) + struct.pack("<f", tolerance) + block(model) + tensors(inputs) + tensors(outputs)
    path = os.path.join(HERE, "onnx-operators.zip")
    member = zipfile.ZipInfo("cases", (1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content, compresslevel=9)
    print(f"{len(cases)} cases, {len(content)} bytes, {os.path.getsize(path)} packed")


main()
