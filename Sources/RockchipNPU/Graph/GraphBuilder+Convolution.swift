import Bytes
import NPUGraph
import OpKernels
import Tensors

extension GraphBuilder {
  /// A convolution with what is fused into it, and the values that it reads.
  func convolution(_ node: RKNNNode) throws(RKNNError) -> (operation: Operation, inputs: [Int]) {
    guard node.inputs.count >= 2, let output = node.outputs.first else {
      throw notComputed(node, "a convolution without weights")
    }
    let weights = model.tensors[node.inputs[1]]
    guard let blocks = WeightBlocks(weights) else {
      throw RKNNError(
        .invalid(
          field: "native shape of \(weights.name)", found: "\(weights.nativeShape.prefix(12))",
          expected: "blocks of six numbers for weights of shape \(weights.shape)"),
        offset: node.offset, subject: node.subject)
    }
    let attributes = ConvolutionRegisters(registers, of: generation)
    guard !attributes.hasCompressedWeights else {
      throw notComputed(
        node, "weights that the compiler compressed (compress_weight), in a form that is not public")
    }
    let window = try self.window(node, output: output, attributes, blocks)
    let operand = node.inputs.dropFirst(3).first { model.tensors[$0].role.isMap }
    let inputs = [node.inputs[0]] + (operand.map { [$0] } ?? [])
    switch weights.elementType {
    case .int8:
      return (
        .integerConvolution(
          try integerConvolution(node, window, weights, blocks, hasOperand: operand != nil)), inputs
      )
    case .float16 where generation.registerMap == .first:
      return (
        .floatConvolution(try floatConvolution(node, window, weights, blocks, hasOperand: operand != nil)),
        inputs
      )
    default:
      throw notComputed(node, "weights of type code \(weights.typeCode)")
    }
  }

  /// The extents; attributes that the file states are preferred to those of the registers.
  private func window(
    _ node: RKNNNode, output: Int, _ registers: ConvolutionRegisters, _ blocks: WeightBlocks
  ) throws(RKNNError) -> Window2D {
    let source = try map(node, node.inputs[0], "input")
    let result = try map(node, output, "output")
    let strides = node.attributes?.integers("strides") ?? [registers.stride.height, registers.stride.width]
    let pads = node.attributes?.integers("pads") ?? [registers.padding.top, registers.padding.left]
    let dilations =
      node.attributes?.integers("dilations") ?? [registers.dilation.height, registers.dilation.width]
    let depth = blocks.isDepthwise ? 1 : blocks.shape[1]
    guard strides.count == 2, pads.count >= 2, dilations.count == 2, source[0] % depth == 0 else {
      throw notComputed(node, "attributes that are not two-dimensional")
    }
    let window = Window2D(
      inputChannels: source[0], inputHeight: source[1], inputWidth: source[2], outputChannels: result[0],
      outputHeight: result[1], outputWidth: result[2],
      groups: blocks.isDepthwise ? source[0] : source[0] / depth,
      kernelHeight: blocks.shape[2], kernelWidth: blocks.shape[3], strideHeight: strides[0],
      strideWidth: strides[1], dilationHeight: dilations[0], dilationWidth: dilations[1], paddingTop: pads[0],
      paddingLeft: pads[1])
    let outputs = blocks.isDepthwise ? blocks.shape[1] : blocks.shape[0]
    guard window.isValid, outputs == result[0] else {
      throw RKNNError(
        .invalid(
          field: "convolution", found: "\(Shape(source)) to \(Shape(result)) by \(Shape(blocks.shape))",
          expected: "extents that go together"),
        offset: node.offset, subject: node.subject)
    }
    return window
  }

  private func integerConvolution(
    _ node: RKNNNode, _ window: Window2D, _ weights: RKNNTensor, _ blocks: WeightBlocks, hasOperand: Bool
  ) throws(RKNNError) -> IntegerConvolution {
    let input = model.tensors[node.inputs[0]]
    guard node.inputs.count > 2, let zeroPoint = input.zeroPoints.first.flatMap({ Int8(exactly: $0) }) else {
      throw notComputed(node, "codes without bias or zero point")
    }
    let parameters: BiasBlocks
    do throws(OutOfBytes) {
      parameters = try BiasBlocks(
        model.contents(of: model.tensors[node.inputs[2]]),
        contents: generation.biasContents(registers[.biasContents]),
        blockSize: generation.biasBlockSize, channels: window.outputChannels)
    } catch {
      throw RKNNError(
        .truncated(needed: error.needed, available: error.available), offset: error.offset,
        subject: node.subject)
    }
    let common = Int16(truncatingIfNeeded: registers.signed16(.weightZeroPoint))
    let offsets =
      parameters.negativeZeroPoints.isEmpty
      ? [Int16](repeating: common, count: window.outputChannels) : parameters.negativeZeroPoints
    let slopes = try slopes(node, channels: window.outputChannels)
    do throws(UnknownSetting) {
      var form = try StagedRequantization.make(
        registers, of: generation, multipliers: parameters.multipliers, slopes: slopes)
      if form.operand != nil, !hasOperand {
        throw UnknownSetting("EW_CFG", "an operand", "none, since the node has none")
      }
      form.extendTable(of: node.operation, outputScale: model.tensors[node.outputs[0]].scales.first)
      return IntegerConvolution(
        window: window, weights: try codes(node, weights, blocks, offsets: offsets), bias: parameters.biases,
        paddingByte: zeroPoint, requantization: form)
    } catch {
      throw RKNNError(
        .invalid(field: error.register, found: error.found, expected: error.expected), offset: node.offset,
        subject: node.subject)
    }
  }

  /// Weights with their zero points taken off.
  private func codes(
    _ node: RKNNNode, _ weights: RKNNTensor, _ blocks: WeightBlocks, offsets: [Int16]
  ) throws(UnknownSetting) -> [Int16] {
    let bytes = model.contents(of: weights)
    let plain: [Int16]?
    var needed = blocks.elementCount ?? .max
    func byte(_ place: Int) -> Int16 { Int16(Int8(bitPattern: bytes[bytes.startIndex + place])) }
    if blocks.isDepthwise, generation.pairsDepthwiseWeights {
      // The last pair of an odd number of weights is whole, too.
      needed = needed < 1 << 60 ? 2 * (needed + needed % 2) : .max
      plain =
        needed <= bytes.count
        ? blocks.unpacked(zero: 0) { place in
          // Two weights, then minus their zero points, of which -128 stands for 128.
          let pair = place / 2 * 4 + place % 2
          let negativeZeroPoint = byte(pair + 2)
          return byte(pair) + (negativeZeroPoint == -128 ? 128 : negativeZeroPoint)
        } : nil
      if let plain { return plain }
    } else if !blocks.isDepthwise, blocks.shape[1] <= 4,
      let row = generation.firstLayerRowBytes(kernelWidth: blocks.shape[3]), needed != bytes.count
    {
      needed = blocks.shape[0] * blocks.shape[2] * row
      plain = needed <= bytes.count ? blocks.rows(of: row, byte) : nil
    } else {
      plain = needed <= bytes.count ? blocks.unpacked(zero: 0, byte) : nil
    }
    guard let plain else {
      throw UnknownSetting(
        weights.name, "\(bytes.count) bytes", "at least \(needed) (was the model made with remove_weight?)")
    }
    let perChannel = plain.count / offsets.count
    let isSmall = offsets.allSatisfy { (-127...128).contains($0) }
    guard isSmall else {
      throw UnknownSetting("zero points of \(weights.name)", "outside of s8", "-128 to 127")
    }
    return plain.enumerated().map { $0.element + offsets[$0.offset / perChannel] }
  }

  /// A PReLU's slopes, in units of 2^-14; empty when there are none.
  private func slopes(_ node: RKNNNode, channels: Int) throws(RKNNError) -> [Int16] {
    guard generation.registerMap == .first, !registers[.secondStage, 0], !registers[.secondStage, 4],
      registers[.secondFactor, 0]
    else { return [] }
    guard
      let tensor = node.inputs.dropFirst(3).map({ model.tensors[$0] }).first(where: {
        $0.elementType == .int16
      })
    else { throw notComputed(node, "slopes that are not in the file") }
    var reader = ByteReader(model.contents(of: tensor))
    var slopes: [Int16] = []
    do throws(OutOfBytes) {
      while slopes.count < channels, reader.remaining > 0 { slopes.append(try reader.readInteger()) }
    } catch {
      throw RKNNError(
        .truncated(needed: error.needed, available: error.available), offset: error.offset,
        subject: node.subject)
    }
    guard slopes.count == channels else {
      throw notComputed(node, "\(slopes.count) slopes for \(channels) channels")
    }
    return slopes
  }

  private func floatConvolution(
    _ node: RKNNNode, _ window: Window2D, _ weights: RKNNTensor, _ blocks: WeightBlocks, hasOperand: Bool
  ) throws(RKNNError) -> FloatConvolution {
    let bytes = model.contents(of: weights)
    guard let count = blocks.elementCount, count <= bytes.count / 2,
      let values = blocks.unpacked(
        zero: 0 as Float,
        { place in
          let start = bytes.startIndex + 2 * place
          return Float(halfBitPattern: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8)
        })
    else {
      throw RKNNError(
        .invalid(
          field: weights.name, found: "\(bytes.count) bytes", expected: "halves for shape \(weights.shape)"),
        offset: node.offset, subject: node.subject)
    }
    var bias = [Float](repeating: 0, count: window.outputChannels)
    if node.inputs.count > 2, model.tensors[node.inputs[2]].elementType == .float32 {
      var reader = ByteReader(model.contents(of: model.tensors[node.inputs[2]]))
      do throws(OutOfBytes) {
        for channel in bias.indices { bias[channel] = try reader.readFloat() }
      } catch {
        throw RKNNError(
          .truncated(needed: error.needed, available: error.available), offset: error.offset,
          subject: node.subject)
      }
    }
    var result = FloatConvolution(window: window, weights: values, bias: bias)
    try setFunctions(of: node, hasOperand: hasOperand, &result)
    return result
  }

  /// What follows a convolution of floats: the second stage's ReLU, a table's function, an operand, a last ReLU.
  private func setFunctions(
    of node: RKNNNode, hasOperand: Bool, _ convolution: inout FloatConvolution
  ) throws(RKNNError) {
    if !registers[.secondStage, 0] {
      guard registers[.secondStage, 4] else {
        throw notComputed(
          node, "slopes of a half precision convolution, whose form in registers is not known")
      }
      if !registers[.secondStage, 6] {
        let limit = registers[.secondStage, 7] ? Float(bitPattern: registers[.secondLimit]) : .infinity
        convolution.activation = limit.isFinite ? .clip(0...max(0, limit)) : .relu
      }
    }
    guard !registers[.elementwise, 0] else { return }
    if !registers[.elementwise, 7] {
      guard let function = FusedOperation.tableFunction(node.operation) else {
        throw notComputed(node, "a table of a function without a name")
      }
      convolution.activation = function
    }
    if !registers[.elementwise, 1], hasOperand {
      convolution.operand = registers[.elementwise, 2] ? .multiply : .add
    }
    if !registers[.elementwise, 9] { convolution.outputActivation = .relu }
  }
}
