"""The networks as int8 TFLite files for LiteRT with XNNPACK; u8×u8 convolutions are not part of its int8 kernels."""

import numpy

import shapes


def peers():
    import ai_edge_litert
    import flatbuffers

    version = getattr(ai_edge_litert, "__version__", "of unknown version")
    return {"LiteRT int8 per channel": runner}, f"ai-edge-litert {version}, flatbuffers {flatbuffers.__version__}"


def runner(network, threads):
    """A function that runs one inference."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=Writer(network).bytes(), num_threads=threads)
    interpreter.allocate_tensors()
    entry = interpreter.get_input_details()[0]
    interpreter.set_tensor(entry["index"], shapes.noise().integers(-128, 128, entry["shape"], dtype=numpy.int8))
    return interpreter.invoke


class Writer:
    """One network as a flatbuffer, through the schema that comes with LiteRT."""

    def __init__(self, network):
        from ai_edge_litert import schema_py_generated as schema

        self.schema = schema
        self.random = shapes.noise()
        self.buffers = [schema.BufferT()]
        self.tensors, self.operators, self.codes = [], [], []
        channels, height, width = network["channels"], network["height"], network["width"]
        scale, weight_scale = 0.02, 0.01
        current = self.first = self.tensor([1, height, width, channels], "INT8", [scale], [-128])
        for layer, channels, height, width in shapes.placed(network):
            current, padded = self.pad(layer, current, channels, height, width, scale)
            result_scale = shapes.output_scale(layer, channels, scale, weight_scale)
            shape = [1, height // layer["stride"], width // layer["stride"], layer["channels"]]
            result = self.tensor(shape, "INT8", [result_scale], [-128])
            self.convolution(layer, current, result, channels, scale, weight_scale, padded)
            current, scale = result, result_scale
        self.last = current

    def tensor(self, shape, kind, scales=None, zeros=None, data=None, axis=0):
        """Adds a tensor and returns its index."""
        tensor = self.schema.TensorT()
        tensor.shape, tensor.type = shape, getattr(self.schema.TensorType, kind)
        tensor.name = f"t{len(self.tensors)}"
        tensor.buffer = 0
        if scales is not None:
            tensor.quantization = self.schema.QuantizationParametersT()
            tensor.quantization.scale, tensor.quantization.zeroPoint = scales, zeros
            tensor.quantization.quantizedDimension = axis
        if data is not None:
            buffer = self.schema.BufferT()
            buffer.data = numpy.frombuffer(data.tobytes(), numpy.uint8)
            tensor.buffer = len(self.buffers)
            self.buffers.append(buffer)
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def operator(self, code, inputs, output, kind=None, options=None):
        code = getattr(self.schema.BuiltinOperator, code)
        if code not in self.codes:
            self.codes.append(code)
        operator = self.schema.OperatorT()
        operator.opcodeIndex = self.codes.index(code)
        operator.inputs, operator.outputs = inputs, [output]
        if options is not None:
            operator.builtinOptionsType = getattr(self.schema.BuiltinOptions, kind)
            operator.builtinOptions = options
        self.operators.append(operator)

    def pad(self, layer, current, channels, height, width, scale):
        """Pads by hand where TFLite's own rule would place windows elsewhere: for strides of 2."""
        if layer["stride"] == 1:
            return current, False
        (top, bottom), (left, right) = shapes.padding(layer, height), shapes.padding(layer, width)
        amounts = numpy.array([[0, 0], [top, bottom], [left, right], [0, 0]], numpy.int32)
        shape = [1, height + top + bottom, width + left + right, channels]
        result = self.tensor(shape, "INT8", [scale], [-128])
        paddings = self.tensor([4, 2], "INT32", data=amounts)
        self.operator("PAD", [current, paddings], result, "PadOptions", self.schema.PadOptionsT())
        return result, True

    def convolution(self, layer, current, result, channels, scale, weight_scale, padded):
        depthwise = layer["kind"] == "depthwise"
        outputs, kernel = layer["channels"], layer["kernel"]
        shape = [1, kernel, kernel, outputs] if depthwise else [outputs, kernel, kernel, channels]
        weights = self.tensor(
            shape, "INT8", [weight_scale] * outputs, [0] * outputs,
            self.random.integers(-127, 128, shape, dtype=numpy.int8), axis=3 if depthwise else 0)
        bias = self.tensor(
            [outputs], "INT32", [scale * weight_scale] * outputs, [0] * outputs, numpy.zeros(outputs, numpy.int32))
        options = self.schema.DepthwiseConv2DOptionsT() if depthwise else self.schema.Conv2DOptionsT()
        options.padding = self.schema.Padding.VALID if padded else self.schema.Padding.SAME
        options.strideH = options.strideW = layer["stride"]
        options.fusedActivationFunction = self.schema.ActivationFunctionType.RELU
        if depthwise:
            options.depthMultiplier = 1
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        kind = "DepthwiseConv2DOptions" if depthwise else "Conv2DOptions"
        self.operator(name, [current, weights, bias], result, kind, options)

    def bytes(self):
        import flatbuffers

        graph = self.schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [self.first], [self.last]
        model = self.schema.ModelT()
        model.version, model.subgraphs, model.buffers = 3, [graph], self.buffers
        model.operatorCodes = []
        for value in self.codes:
            code = self.schema.OperatorCodeT()
            # Codes up to 127 are also kept in a byte, for readers of older files.
            code.builtinCode, code.deprecatedBuiltinCode, code.version = value, value, 3
            model.operatorCodes.append(code)
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())
