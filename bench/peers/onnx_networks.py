"""The networks as QLinearConv graphs for onnxruntime: u8×u8 as the K210 multiplies, and u8×s8 per channel; and in
single precision."""

import numpy

import shapes


def peers():
    import onnx
    import onnxruntime

    made = {
        "onnxruntime u8×u8": lambda network, threads: runner(network, threads, numpy.uint8),
        "onnxruntime u8×s8 per channel": lambda network, threads: runner(network, threads, numpy.int8),
        "onnxruntime f32": lambda network, threads: runner(network, threads, numpy.float32),
    }
    return made, f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}"


def runner(network, threads, kind):
    """A function that runs one inference."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    # Threads that spin after a run would disturb ours, which comes next.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    model = float_graph(network) if kind == numpy.float32 else graph(network, kind)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    shape = (1, network["channels"], network["height"], network["width"])
    noise = shapes.noise().integers(0, 256, shape, dtype=numpy.uint8)
    inputs = {"input": noise / numpy.float32(256) if kind == numpy.float32 else noise}
    return lambda: session.run(None, inputs)


def graph(network, kind):
    from onnx import TensorProto, helper, numpy_helper

    random = shapes.noise()
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(value, name))
        return name

    name, scale, weight_scale = "input", 0.02, 0.01
    constant("zero", numpy.uint8(0))
    constant("scale", numpy.float32(scale))
    for index, (layer, channels, height, width) in enumerate(shapes.placed(network)):
        outputs, kernel = layer["channels"], layer["kernel"]
        groups = channels if layer["kind"] == "depthwise" else 1
        shape = (outputs, channels // groups, kernel, kernel)
        if kind == numpy.uint8:
            weights = random.integers(0, 256, shape, dtype=numpy.uint8)
            scales, zeros = numpy.float32(weight_scale), numpy.uint8(128)
        else:
            weights = random.integers(-127, 128, shape, dtype=numpy.int8)
            scales, zeros = numpy.full(outputs, weight_scale, numpy.float32), numpy.zeros(outputs, numpy.int8)
        # A zero point of 0 and the clamp of u8 are the relu.
        result_scale = shapes.output_scale(layer, channels, scale, weight_scale)
        top, bottom = shapes.padding(layer, height)
        left, right = shapes.padding(layer, width)
        nodes.append(helper.make_node(
            "QLinearConv",
            [name, f"scale{index - 1}" if index else "scale", "zero", constant(f"weights{index}", weights),
             constant(f"weight_scale{index}", scales), constant(f"weight_zero{index}", zeros),
             constant(f"scale{index}", numpy.float32(result_scale)), "zero",
             constant(f"bias{index}", numpy.zeros(outputs, numpy.int32))],
            [f"map{index}"], group=groups, kernel_shape=[kernel] * 2, strides=[layer["stride"]] * 2,
            pads=[top, left, bottom, right]))
        name, scale = f"map{index}", result_scale
    return finished(network, nodes, constants, name, TensorProto.UINT8)


def float_graph(network):
    """The same convolutions in single precision, a Relu behind each."""
    from onnx import TensorProto, helper, numpy_helper

    random = shapes.noise()
    nodes, constants = [], []
    name = "input"
    for index, (layer, channels, height, width) in enumerate(shapes.placed(network)):
        outputs, kernel = layer["channels"], layer["kernel"]
        groups = channels if layer["kind"] == "depthwise" else 1
        shape = (outputs, channels // groups, kernel, kernel)
        deviation = (2 / (shape[1] * kernel * kernel)) ** 0.5
        weights = random.normal(0, deviation, shape).astype(numpy.float32)
        constants.append(numpy_helper.from_array(weights, f"weights{index}"))
        constants.append(numpy_helper.from_array(numpy.zeros(outputs, numpy.float32), f"bias{index}"))
        top, bottom = shapes.padding(layer, height)
        left, right = shapes.padding(layer, width)
        nodes.append(helper.make_node(
            "Conv", [name, f"weights{index}", f"bias{index}"], [f"sums{index}"], group=groups,
            kernel_shape=[kernel] * 2, strides=[layer["stride"]] * 2, pads=[top, left, bottom, right]))
        nodes.append(helper.make_node("Relu", [f"sums{index}"], [f"map{index}"]))
        name = f"map{index}"
    return finished(network, nodes, constants, name, TensorProto.FLOAT)


def finished(network, nodes, constants, name, kind):
    """The model of these nodes, whose input and whose output `name` are of one type."""
    from onnx import checker, helper

    shape = [1, network["channels"], network["height"], network["width"]]
    last, _, height, width = list(shapes.placed(network))[-1]
    result = [1, last["channels"], height // last["stride"], width // last["stride"]]
    body = helper.make_graph(
        nodes, network["name"], [helper.make_tensor_value_info("input", kind, shape)],
        [helper.make_tensor_value_info(name, kind, result)], constants)
    # Versions that older runtimes read, too.
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    return model
