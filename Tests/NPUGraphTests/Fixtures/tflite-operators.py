"""Writes tflite-operators.zip: small TensorFlow Lite models of one or a few operators, inputs, and what LiteRT's
interpreter (reference kernels) makes of them.

    python3 -m venv VENV && VENV/bin/pip install ai-edge-litert==2.3.0 flatbuffers==25.12.19 numpy==2.4.6
    VENV/bin/python tflite-operators.py tflite-operators.zip

Its only member, `cases`: a count, then cases. A case: name, model, inputs, outputs. Names and contents have their length before
them (32 bits); inputs and outputs their count. An output has, before its contents, the schema's type (8 bits), the rank
(8 bits) and the extents (32 bits each). Little endian.
"""

import struct
import sys
import zipfile

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as s
from ai_edge_litert.interpreter import Interpreter, OpResolverType

OP = s.BuiltinOperator
TYPES = {
    np.dtype("float32"): 0, np.dtype("float16"): 1, np.dtype("int32"): 2, np.dtype("uint8"): 3,
    np.dtype("int64"): 4, np.dtype("bool"): 6, np.dtype("int16"): 7, np.dtype("int8"): 9,
}


class Model:
    """A model that is being put together; tensors go by their index."""

    def __init__(self):
        self.tensors, self.buffers, self.operators = [], [s.BufferT()], []
        self.codes, self.inputs = [], []

    def tensor(self, shape, dtype="float32", data=None, scale=None, zero=0, axis=0):
        t = s.TensorT()
        t.name = str(len(self.tensors)).encode()
        t.shape, t.type, t.buffer = list(shape), TYPES[np.dtype(dtype)], 0
        if data is not None:
            b = s.BufferT()
            b.data = np.frombuffer(np.ascontiguousarray(data, dtype).tobytes(), np.uint8)
            self.buffers.append(b)
            t.buffer = len(self.buffers) - 1
        if scale is not None:
            q = s.QuantizationParametersT()
            q.scale = np.atleast_1d(np.float32(scale))
            q.zeroPoint = np.broadcast_to(np.int64(zero), q.scale.shape).copy()
            q.quantizedDimension = axis
            t.quantization = q
        self.tensors.append(t)
        return len(self.tensors) - 1

    def input(self, shape, dtype="float32", **codes):
        self.inputs.append(self.tensor(shape, dtype, **codes))
        return self.inputs[-1]

    def const(self, data, dtype=None, **codes):
        data = np.asarray(data, dtype)
        return self.tensor(data.shape, data.dtype, data, **codes)

    def op(self, name, inputs, shape, dtype="float32", options=None, outputs=None, **codes):
        code = getattr(OP, name)
        if code not in self.codes:
            self.codes.append(code)
        results = outputs or [self.tensor(shape, dtype, **codes)]
        o = s.OperatorT()
        o.opcodeIndex = self.codes.index(code)
        o.inputs, o.outputs = inputs, results
        if options is not None:
            o.builtinOptionsType = getattr(s.BuiltinOptions, type(options).__name__[:-1])
            o.builtinOptions = options
        self.operators.append(o)
        return results if outputs else results[0]

    def bytes(self, outputs):
        m, g = s.ModelT(), s.SubGraphT()
        m.version, m.subgraphs, m.buffers, m.operatorCodes = 3, [g], self.buffers, []
        for code in self.codes:
            c = s.OperatorCodeT()
            c.builtinCode, c.deprecatedBuiltinCode = code, min(code, 127)
            c.version = 2 if code == OP.BROADCAST_TO else 1
            m.operatorCodes.append(c)
        g.tensors, g.inputs, g.outputs, g.operators = self.tensors, self.inputs, outputs, self.operators
        b = flatbuffers.Builder(1024)
        b.Finish(m.Pack(b), b"TFL3")
        return bytes(b.Output())


def options(kind, **fields):
    o = getattr(s, kind + "OptionsT")()
    for name, value in fields.items():
        assert hasattr(o, name), (kind, name)
        setattr(o, name, value)
    return o


CASES, SEEN = [], set()
RANDOM = np.random.default_rng(7)


def normal(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


def codes(*shape, dtype="int8"):
    info = np.iinfo(dtype)
    return RANDOM.integers(info.min, info.max + 1, shape).astype(dtype)


def case(name, model, outputs, inputs=None, positive=False):
    assert name not in SEEN, name
    SEEN.add(name)
    content = model.bytes(outputs)
    try:
        interpreter = Interpreter(
            model_content=content, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    except ValueError:  # A few operators have no reference kernel.
        interpreter = Interpreter(
            model_content=content,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    interpreter.allocate_tensors()
    given = []
    for i, detail in enumerate(interpreter.get_input_details()):
        if inputs:
            data = np.asarray(inputs[i], detail["dtype"])
        elif detail["dtype"] == np.float32:
            data = normal(*detail["shape"])
            data = np.abs(data) + np.float32(0.1) if positive else data * 3
        else:
            data = codes(*detail["shape"], dtype=detail["dtype"])
        interpreter.set_tensor(detail["index"], data)
        given.append(data)
    interpreter.invoke()
    results = [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]
    CASES.append((name, content, given, results))


def blob(data):
    return struct.pack("<I", len(data)) + data


def write(path):
    out = struct.pack("<I", len(CASES))
    for name, content, given, results in CASES:
        out += blob(name.encode()) + blob(content) + struct.pack("<I", len(given))
        for data in given:
            out += blob(np.ascontiguousarray(data).tobytes())
        out += struct.pack("<I", len(results))
        for data in results:
            out += struct.pack("<BB", TYPES[data.dtype], data.ndim)
            out += struct.pack(f"<{data.ndim}I", *data.shape) + blob(np.ascontiguousarray(data).tobytes())
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("cases", (2026, 1, 1, 0, 0, 0))
        archive.writestr(member, out, zipfile.ZIP_DEFLATED, 9)
    print(len(CASES), "cases,", len(out), "bytes")


def unary():
    for name in ["RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "ELU", "LOGISTIC", "TANH", "HARD_SWISH",
                 "ABS", "NEG", "SIGN", "SQUARE", "FLOOR", "CEIL", "ROUND", "EXP"]:
        m = Model()
        case(name.lower(), m, [m.op(name, [m.input([1, 3, 4, 2])], [1, 3, 4, 2])])
    for name in ["LOG", "SQRT", "RSQRT"]:
        m = Model()
        case(name.lower(), m, [m.op(name, [m.input([1, 3, 4, 2])], [1, 3, 4, 2])], positive=True)
    for exponent in [-1, -0.5, 0.5, 1, 2, 3, 4]:
        m = Model()
        x = m.input([2, 5])
        case(f"pow {exponent}", m, [m.op("POW", [x, m.const(exponent, "float32")], [2, 5])], positive=True)
    m = Model()
    case("leaky relu", m, [m.op("LEAKY_RELU", [m.input([1, 3, 4, 2])], [1, 3, 4, 2],
                                options=options("LeakyRelu", alpha=0.3))])
    for approximate in [False, True]:
        m = Model()
        case(f"gelu {approximate}", m, [m.op("GELU", [m.input([2, 6])], [2, 6],
                                             options=options("Gelu", approximate=approximate))])
    for shape in [[1, 1, 2], [2], [3, 1, 2], [1]]:
        m = Model()
        x, alpha = m.input([1, 3, 4, 2]), m.const(np.abs(normal(*shape)))
        case(f"prelu {shape}", m, [m.op("PRELU", [x, alpha], [1, 3, 4, 2])])
        m = Model()
        x, alpha = conv(m, m.input([1, 3, 4, 2]), 2), m.const(np.abs(normal(*shape)))
        case(f"prelu of a map {shape}", m, [m.op("PRELU", [x, alpha], [1, 3, 4, 2])])
    m = Model()
    x = m.input([2, 3])
    case("cast to halves and back", m, [m.op("CAST", [m.op("CAST", [x], [2, 3], "float16",
         options("Cast", inDataType=0, outDataType=1))], [2, 3], options=options(
             "Cast", inDataType=1, outDataType=0))])


def conv(m, x, oc, k=1, stride=1, padding=0, act=0, dilation=1, groups=1):
    _, h, w, c = m.tensors[x].shape
    reach = (k - 1) * dilation + 1
    size = [-(-n // stride) if padding == 0 else (n - reach) // stride + 1 for n in (h, w)]
    weights, bias = m.const(normal(oc, k, k, c // groups)), m.const(normal(oc))
    return m.op("CONV_2D", [x, weights, bias], [1] + size + [oc], options=options(
        "Conv2D", padding=padding, strideW=stride, strideH=stride, dilationWFactor=dilation,
        dilationHFactor=dilation, fusedActivationFunction=act))


def depthwise(m, x, k=3, mult=1, stride=1, padding=0, act=0, dilation=1):
    _, h, w, c = m.tensors[x].shape
    reach = (k - 1) * dilation + 1
    size = [-(-n // stride) if padding == 0 else (n - reach) // stride + 1 for n in (h, w)]
    weights, bias = m.const(normal(1, k, k, c * mult)), m.const(normal(c * mult))
    return m.op("DEPTHWISE_CONV_2D", [x, weights, bias], [1] + size + [c * mult], options=options(
        "DepthwiseConv2D", padding=padding, strideW=stride, strideH=stride, depthMultiplier=mult,
        dilationWFactor=dilation, dilationHFactor=dilation, fusedActivationFunction=act))


def windows():
    for k, stride, padding, act, dilation, groups in [
            (1, 1, 0, 0, 1, 1), (3, 1, 0, 1, 1, 1), (3, 2, 0, 3, 1, 1), (3, 2, 1, 2, 1, 1), 
            (3, 1, 0, 0, 2, 1), (3, 1, 1, 0, 2, 1), (3, 1, 0, 1, 1, 2)]:
        m = Model()
        y = conv(m, m.input([1, 7, 6, 4]), 4, k, stride, padding, act, dilation, groups)
        case(f"conv k{k} s{stride} p{padding} a{act} d{dilation} g{groups}", m, [y])
    m = Model()
    half = m.const(normal(3, 3, 3, 2).astype("float16"))
    x, w = m.input([1, 5, 5, 2]), m.op("DEQUANTIZE", [half], [3, 3, 3, 2])
    case("conv of half weights", m, [m.op("CONV_2D", [x, w, m.const(normal(3))], [1, 5, 5, 3],
         options=options("Conv2D", padding=0, strideW=1, strideH=1))])
    for mult, stride, padding, act, dilation in [(1, 1, 0, 0, 1), (2, 2, 0, 3, 1), (3, 1, 1, 1, 1), (1, 1, 0, 0, 2)]:
        m = Model()
        y = depthwise(m, m.input([1, 7, 6, 3]), 3, mult, stride, padding, act, dilation)
        case(f"depthwise m{mult} s{stride} p{padding} a{act} d{dilation}", m, [y])
    for h, w, k, stride, padding in [(8, 10, 3, 2, 0), (9, 11, 3, 2, 1), (8, 10, 2, 2, 0), (7, 9, 3, 2, 0),
                                     (5, 6, 4, 1, 0), (12, 15, 2, 3, 0)]:
        m = Model()
        size = [-(-n // stride) if padding == 0 else (n - k) // stride + 1 for n in (h, w)]
        x = m.input([1] + size + [2])
        y = m.op("TRANSPOSE_CONV", [m.const([1, h, w, 3], "int32"), m.const(normal(3, k, k, 2)), x],
                 [1, h, w, 3], options=options("TransposeConv", padding=padding, strideW=stride, strideH=stride))
        case(f"transposed conv {h}x{w} k{k} s{stride} p{padding}", m, [y])
    for name in ["MAX_POOL_2D", "AVERAGE_POOL_2D"]:
        for k, stride, padding, act in [(2, 2, 1, 0), (3, 2, 0, 1), (3, 1, 0, 0)]:
            m = Model()
            size = [-(-n // stride) if padding == 0 else (n - k) // stride + 1 for n in (7, 6)]
            y = m.op(name, [m.input([1, 7, 6, 2])], [1] + size + [2], options=options(
                "Pool2D", padding=padding, strideW=stride, strideH=stride, filterWidth=k, filterHeight=k,
                fusedActivationFunction=act))
            case(f"{name.lower()} k{k} s{stride} p{padding} a{act}", m, [y])
    for kind, padding, pads, crops in [("CONV_2D", 1, [[2, 2], [2, 2]], [[0, 0], [0, 0]]),
                                       ("DEPTHWISE_CONV_2D", 1, [[2, 4], [2, 4]], [[0, 1], [0, 2]]),
                                       ("CONV_2D", 0, [[0, 2], [0, 0]], [[0, 2], [0, 0]])]:
        m = Model()
        x = m.input([1, 8, 6, 2])
        (top, bottom), (left, right) = pads
        small = [(8 + top + bottom) // 2, (6 + left + right) // 2]
        a = m.op("SPACE_TO_BATCH_ND", [x, m.const([2, 2], "int32"), m.const(pads, "int32")], [4] + small + [2])
        size = [n - 2 if padding else n for n in small]
        w = normal(2, 3, 3, 2) if kind == "CONV_2D" else normal(1, 3, 3, 2)
        o = options("Conv2D" if kind == "CONV_2D" else "DepthwiseConv2D", padding=padding, strideW=1, strideH=1)
        if kind != "CONV_2D":
            o.depthMultiplier = 1
        b = m.op(kind, [a, m.const(w), m.const(normal(2))], [4] + size + [2], options=o)
        full = [size[0] * 2 - sum(crops[0]), size[1] * 2 - sum(crops[1])]
        case(f"dilation by batches {kind} {padding}", m, [m.op(
            "BATCH_TO_SPACE_ND", [b, m.const([2, 2], "int32"), m.const(crops, "int32")], [1] + full + [2])])


def binary():
    for name, kind in [("ADD", "Add"), ("SUB", "Sub"), ("MUL", "Mul"), ("DIV", "Div"), ("MAXIMUM", None),
                       ("MINIMUM", None), ("SQUARED_DIFFERENCE", None)]:
        for act in [0, 1] if kind else [0]:
            m = Model()
            a, b = m.input([1, 3, 4, 2]), m.input([1, 3, 4, 2])
            o = options(kind, fusedActivationFunction=act) if kind else None
            case(f"{name.lower()} a{act}", m, [m.op(name, [a, b], [1, 3, 4, 2], options=o)], positive=kind == "Div")
    for shape in [[2], [1], [], [4, 2], [3, 1, 1], [1, 3, 4, 2], [1, 1, 1, 2]]:
        for first in [False, True]:
            m = Model()
            x = conv(m, m.input([1, 3, 4, 2]), 2)
            c = m.const(normal(*shape))
            pair = [c, x] if first else [x, c]
            case(f"sub a map and {shape} {first}", m, [m.op("SUB", pair, [1, 3, 4, 2], options=options(
                "Sub", fusedActivationFunction=0))])
    m = Model()
    x, y = conv(m, m.input([1, 3, 4, 2]), 2), m.input([4, 1])
    case("add a map and a matrix", m, [m.op("ADD", [x, y], [1, 3, 4, 2], options=options("Add"))])
    m = Model()
    case("add n", m, [m.op("ADD_N", [m.input([2, 3]), m.input([2, 3]), m.input([2, 3])], [2, 3])])


def mapped(name, build):
    """A case on an input as it is, and behind a convolution, where the graph has a map."""
    m = Model()
    x = m.input([1, 4, 6, 4])
    results = [build(m, x), build(m, conv(m, x, 4))]
    case(name, m, np.ravel(results).tolist())


def ints(m, *numbers):
    return m.const(np.array(numbers, "int32"))


def movement():
    for axis in [1, 2, 3, -1]:
        def build(m, x, axis=axis):
            shape = [1, 4, 6, 4]
            other = list(shape)
            other[axis] = 2
            total = list(shape)
            total[axis] += 2
            return m.op("CONCATENATION", [x, m.const(normal(*other))], total, options=options(
                "Concatenation", axis=axis, fusedActivationFunction=0))
        mapped(f"concatenation {axis}", build)
    m = Model()
    case("concatenation of rows", m, [m.op("CONCATENATION", [m.input([2, 3]), m.input([1, 3]), m.input([2, 3])],
                                           [5, 3], options=options("Concatenation", axis=0))])
    mapped("reshape", lambda m, x: m.op("RESHAPE", [x, ints(m, 2, -1)], [2, 48], options=options("Reshape", newShape=[2, -1])))
    mapped("reshape to four", lambda m, x: m.op("RESHAPE", [x, ints(m, 1, 8, 3, 4)], [1, 8, 3, 4]))
    mapped("squeeze", lambda m, x: m.op("SQUEEZE", [x], [4, 6, 4], options=options("Squeeze", squeezeDims=[0])))
    mapped("expand dims", lambda m, x: m.op("EXPAND_DIMS", [x, ints(m, -1)], [1, 4, 6, 4, 1]))
    for p in [[0, 3, 1, 2], [0, 2, 1, 3], [3, 2, 1, 0], [0, 2, 3, 1]]:
        mapped(f"transpose {p}", lambda m, x: m.op("TRANSPOSE", [x, ints(m, *p)], [[1, 4, 6, 4][i] for i in p]))
    pads = [[0, 0], [1, 2], [0, 3], [1, 0]]
    size = [1, 7, 9, 5]
    mapped("pad", lambda m, x: m.op("PAD", [x, m.const(pads, "int32")], size))
    mapped("pad v2", lambda m, x: m.op("PADV2", [x, m.const(pads, "int32"), m.const(1.5, "float32")], size))
    for mode in [0, 1]:
        mapped(f"mirror pad {mode}", lambda m, x: m.op("MIRROR_PAD", [x, m.const(pads, "int32")], size,
               options=options("MirrorPad", mode=mode)))
    mapped("slice", lambda m, x: m.op("SLICE", [x, ints(m, 0, 1, 2, 1), ints(m, 1, 2, -1, 3)], [1, 2, 4, 3]))
    for name, begin, end, step, masks, shape in [
            ("steps", [0, 1, 0, 0], [1, 4, 6, 4], [1, 2, 3, 1], {}, [1, 2, 2, 4]),
            ("backwards", [0, -1, -1, 0], [1, -5, -7, 4], [1, -1, -2, 1], {}, [1, 4, 3, 4]),
            ("masks", [0, 1, 1, 0], [0, 3, 0, 0], [1, 1, 1, 1], dict(beginMask=9, endMask=13), [1, 2, 5, 4]),
            ("dropped", [0, 1, 0, 0], [1, 2, 6, 4], [1, 1, 1, 1], dict(shrinkAxisMask=3), [6, 4]),
            ("dropped last", [0, 0, 0, 2], [1, 4, 6, 3], [1, 1, 1, 1], dict(shrinkAxisMask=8), [1, 4, 6]),
            ("ellipsis", [0, 1], [0, 3], [1, 1], dict(ellipsisMask=1), [1, 4, 6, 2]),
            ("new axis", [0, 0, 0], [1, 0, 2], [1, 1, 1], dict(newAxisMask=2), [1, 1, 2, 6, 4])]:
        mapped(f"strided slice {name}", lambda m, x: m.op(
            "STRIDED_SLICE", [x, ints(m, *begin), ints(m, *end), ints(m, *step)], shape,
            options=options("StridedSlice", **masks)))

    def split(m, x):
        parts = [m.tensor([1, 4, 6, 2]), m.tensor([1, 4, 6, 2])]
        return m.op("SPLIT", [m.const(3, "int32"), x], None, outputs=parts,
                    options=options("Split", numSplits=2))
    mapped("split", split)

    def split_v(m, x):
        parts = [m.tensor([1, 4, 1, 4]), m.tensor([1, 4, 3, 4]), m.tensor([1, 4, 2, 4])]
        return m.op("SPLIT_V", [x, ints(m, 1, -1, 2), m.const(2, "int32")], None, outputs=parts,
                    options=options("SplitV", numSplits=3))
    mapped("split v", split_v)
    mapped("pack", lambda m, x: m.op("PACK", [x, x], [1, 4, 2, 6, 4], options=options("Pack", valuesCount=2, axis=2)))

    def unpack(m, x):
        return m.op("UNPACK", [x], None, outputs=[m.tensor([1, 4, 4]) for _ in range(6)],
                    options=options("Unpack", num=6, axis=2))
    mapped("unpack", unpack)
    mapped("gather", lambda m, x: m.op("GATHER", [x, ints(m, 3, 0, 0)], [1, 4, 6, 3], options=options("Gather", axis=3)))
    mapped("gather a matrix", lambda m, x: m.op("GATHER", [x, m.const([[3, 0], [1, 1]], "int32")], [1, 2, 2, 6, 4],
                                                options=options("Gather", axis=1)))
    mapped("tile", lambda m, x: m.op("TILE", [x, ints(m, 1, 2, 1, 3)], [1, 8, 6, 12]))
    m = Model()
    case("broadcast to", m, [m.op("BROADCAST_TO", [m.input([3, 1]), ints(m, 2, 3, 4)], [2, 3, 4])])
    mapped("depth to space", lambda m, x: m.op("DEPTH_TO_SPACE", [x], [1, 8, 12, 1], options=options("DepthToSpace", blockSize=2)))
    mapped("space to depth", lambda m, x: m.op("SPACE_TO_DEPTH", [x], [1, 2, 3, 16], options=options("SpaceToDepth", blockSize=2)))
    for rows, columns in [(8, 12), (6, 4), (7, 13)]:
        for corners, half in [(False, False), (True, False), (False, True)]:
            for name, kind in [("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighbor"), ("RESIZE_BILINEAR", "ResizeBilinear")]:
                m = Model()
                x = m.input([1, 4, 6, 2])
                case(f"{name.lower()} {rows}x{columns} {corners} {half}", m, [m.op(
                    name, [x, ints(m, rows, columns)], [1, rows, columns, 2],
                    options=options(kind, alignCorners=corners, halfPixelCenters=half))])
    # The batch of a shape, joined to a number: how exporters flatten.
    m = Model()
    x = conv(m, m.input([1, 4, 6, 2]), 2)
    shape = m.op("SHAPE", [x], [4], "int32", options("Shape", outType=2))
    batch = m.op("STRIDED_SLICE", [shape, ints(m, 0), ints(m, 1), ints(m, 1)], [], "int32",
                 options("StridedSlice", shrinkAxisMask=1))
    rest = m.op("PACK", [batch, m.const(48, "int32")], [2], "int32", options("Pack", valuesCount=2, axis=0))
    case("reshape by a shape", m, [m.op("RESHAPE", [x, rest], [1, 48])])


def reductions():
    for name in ["MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD"]:
        for axes, keeps in [([1, 2], True), ([1, 2], False), ([3], False), ([-1], True), ([1], False)]:
            kept = [1 if i in [a % 4 for a in axes] else n for i, n in enumerate([1, 4, 6, 4])]
            shape = kept if keeps else [n for i, n in enumerate([1, 4, 6, 4]) if i not in [a % 4 for a in axes]]
            mapped(f"{name.lower()} {axes} {keeps}", lambda m, x: m.op(
                name, [x, ints(m, *axes)], shape, options=options("Reducer", keepDims=keeps)))
    for name, kind in [("ARG_MAX", "ArgMax"), ("ARG_MIN", "ArgMin")]:
        for axis, shape in [(3, [1, 4, 6]), (1, [1, 6, 4])]:
            mapped(f"{name.lower()} {axis}", lambda m, x: m.op(
                name, [x, m.const(axis, "int32")], shape, "int32", options(kind, outputType=2)))
    for beta in [1.0, 0.5]:
        mapped(f"softmax {beta}", lambda m, x: m.op("SOFTMAX", [x], [1, 4, 6, 4], options=options("Softmax", beta=beta)))
    mapped("log softmax", lambda m, x: m.op("LOG_SOFTMAX", [x], [1, 4, 6, 4]))
    mapped("l2 normalization", lambda m, x: m.op("L2_NORMALIZATION", [x], [1, 4, 6, 4],
                                                 options=options("L2Norm", fusedActivationFunction=0)))


def matrices():
    for rows, act, bias, keeps in [(1, 1, True, False), (3, 0, True, False), (1, 0, False, False), (3, 3, True, True)]:
        m = Model()
        x, w = m.input([rows, 6]), m.const(normal(4, 6))
        case(f"fully connected {rows} {act} {bias} {keeps}", m, [m.op(
            "FULLY_CONNECTED", [x, w, m.const(normal(4)) if bias else -1], [rows, 4], options=options(
                "FullyConnected", fusedActivationFunction=act, keepNumDims=keeps))])
    m = Model()
    x = conv(m, m.input([1, 2, 3, 2]), 2)
    case("fully connected of a map", m, [m.op("FULLY_CONNECTED", [x, m.const(normal(5, 12)), m.const(normal(5))], [1, 5],
                                              options=options("FullyConnected"))])
    m = Model()
    case("fully connected by a computed matrix", m, [m.op("FULLY_CONNECTED", [m.input([2, 6]), m.input([4, 6]), -1], [2, 4],
                                                          options=options("FullyConnected"))])
    for ax, ay in [(False, False), (True, False), (False, True)]:
        m = Model()
        a, b = m.input([2, 5, 3] if ax else [2, 3, 5]), m.input([2, 4, 5] if ay else [2, 5, 4])
        case(f"batch matmul {ax} {ay}", m, [m.op("BATCH_MATMUL", [a, b], [2, 3, 4], options=options(
            "BatchMatMul", adjX=ax, adjY=ay))])


def quantized():
    for dtype, zero in [("int8", 3), ("uint8", 120)]:
        q = lambda scale, z=zero: dict(scale=scale, zero=z)
        for kind in ["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"]:
            for act in [0, 1, 3]:
                m = Model()
                shape = {"CONV_2D": [4, 3, 3, 4], "DEPTHWISE_CONV_2D": [1, 3, 3, 4], "FULLY_CONNECTED": [8, 168]}[kind]
                n = 8 if kind == "FULLY_CONNECTED" else 4
                axis = {"CONV_2D": 0, "DEPTHWISE_CONV_2D": 3, "FULLY_CONNECTED": 0}[kind]
                x = m.input([1, 168] if n == 8 else [1, 7, 6, 4], dtype, **q(0.05))
                if dtype == "int8":
                    scales = np.abs(normal(n)) * 0.01 + 0.002 if n == 4 else np.float32([0.004])
                    w = m.const(codes(*shape) | 1, scale=scales, axis=axis)
                else:
                    scales = np.float32([0.004])
                    w = m.const(codes(*shape, dtype="uint8"), scale=scales, zero=130)
                b = m.const(RANDOM.integers(-2000, 2000, n).astype("int32"), scale=scales * np.float32(0.05))
                o = {"CONV_2D": lambda: options("Conv2D", padding=0, strideW=1, strideH=1),
                     "DEPTHWISE_CONV_2D": lambda: options("DepthwiseConv2D", padding=0, strideW=2, strideH=2, depthMultiplier=1),
                     "FULLY_CONNECTED": lambda: options("FullyConnected")}[kind]()
                o.fusedActivationFunction = act
                out = {"CONV_2D": [1, 7, 6, 4], "DEPTHWISE_CONV_2D": [1, 4, 3, 4], "FULLY_CONNECTED": [1, 8]}[kind]
                case(f"{dtype} {kind.lower()} a{act}", m, [m.op(kind, [x, w, b], out, dtype, o, **q(0.11, zero - 20))])
        for name, o in [("ADD", options("Add")), ("SUB", options("Sub")), ("MUL", options("Mul")), ("MAXIMUM", None), ("MINIMUM", None)]:
            if dtype == "uint8" and name in ("MAXIMUM", "MINIMUM"):
                continue
            m = Model()
            same = name in ("MAXIMUM", "MINIMUM")
            a = m.input([1, 7, 6, 4], dtype, **q(0.0507))
            b = m.input([1, 7, 6, 4], dtype, **q(0.0507 if same else 0.0319, zero if same else zero + 4))
            case(f"{dtype} {name.lower()}", m, [m.op(name, [a, b], [1, 7, 6, 4], dtype, o,
                 **(q(0.0507) if same else q(0.0811, zero - 5)))])
        for name in ["MAX_POOL_2D", "AVERAGE_POOL_2D"]:
            m = Model()
            x = m.input([1, 7, 6, 4], dtype, **q(0.05))
            case(f"{dtype} {name.lower()}", m, [m.op(name, [x], [1, 4, 3, 4], dtype, options(
                "Pool2D", padding=0, strideW=2, strideH=2, filterWidth=3, filterHeight=3, fusedActivationFunction=3), **q(0.05))])
        for name, scale, z in [("LOGISTIC", 1 / 256, -128), ("TANH", 1 / 128, 0), ("HARD_SWISH", 0.0413, 0), ("RELU", 0.05, 3),
                               ("SOFTMAX", 1 / 256, -128)]:
            m = Model()
            shift = 0 if dtype == "int8" else 128
            x = m.input([1, 7, 6, 4], dtype, **q(0.05, 3 + shift))
            case(f"{dtype} {name.lower()}", m, [m.op(name, [x], [1, 7, 6, 4], dtype,
                 options("Softmax", beta=1.0) if name == "SOFTMAX" else None, **q(scale, z + shift))])
        m = Model()
        x = m.input([1, 7, 6, 4], dtype, **q(0.05))
        y = m.op("CONCATENATION", [x, x], [1, 7, 6, 8], dtype, options("Concatenation", axis=3), **q(0.05))
        y = m.op("PAD", [y, m.const([[0, 0], [1, 1], [0, 2], [0, 0]], "int32")], [1, 9, 8, 8], dtype, **q(0.05))
        y = m.op("MEAN", [y, ints(m, 1, 2)], [1, 8], dtype, options("Reducer", keepDims=False), **q(0.05))
        case(f"{dtype} movement and mean", m, [y])
        m = Model()
        x = m.input([1, 4, 6, 2], dtype, **q(0.05))
        case(f"{dtype} resize bilinear", m, [m.op("RESIZE_BILINEAR", [x, ints(m, 8, 12)], [1, 8, 12, 2], dtype,
             options("ResizeBilinear", halfPixelCenters=True), **q(0.05))])
        m = Model()
        x = m.input([1, 4, 6, 2])
        y = m.op("QUANTIZE", [x], [1, 4, 6, 2], dtype, **q(0.05))
        z = m.op("QUANTIZE", [y], [1, 4, 6, 2], dtype, **q(0.07, zero + 9))
        case(f"{dtype} quantize and dequantize", m, [m.op("DEQUANTIZE", [z], [1, 4, 6, 2])])
    m = Model()
    x = m.input([1, 3, 4, 2], "int8", scale=0.05, zero=3)
    w = m.const(codes(3, 3, 3, 2), scale=np.float32([0.01, 0.02, 0.03]))
    case("int8 transposed conv", m, [m.op("TRANSPOSE_CONV", [ints(m, 1, 6, 8, 3), w, x], [1, 6, 8, 3], "int8",
         options("TransposeConv", padding=0, strideW=2, strideH=2), scale=0.2, zero=-4)])


def networks():
    # A residual network in small: one transposition at each end.
    m = Model()
    x = m.input([1, 12, 12, 3])
    y = conv(m, x, 6, 3, 2, 0, 3)
    z = conv(m, depthwise(m, y, 3, 1, 1, 0, 3), 6)
    y = m.op("ADD", [y, z], [1, 6, 6, 6], options=options("Add"))
    y = m.op("PAD", [y, m.const([[0, 0], [0, 1], [0, 1], [0, 0]], "int32")], [1, 7, 7, 6])
    y = depthwise(m, y, 3, 2, 2, 1, 1)
    case("network with a map", m, [y])
    y = m.op("MEAN", [y, ints(m, 1, 2)], [1, 12], options=options("Reducer", keepDims=False))
    y = m.op("FULLY_CONNECTED", [y, m.const(normal(5, 12)), m.const(normal(5))], [1, 5], options=options("FullyConnected"))
    case("network with classes", m, [m.op("SOFTMAX", [y], [1, 5], options=options("Softmax", beta=1.0))])


for make in [unary, windows, binary, movement, reductions, matrices, quantized, networks]:
    make()
write(sys.argv[1])
