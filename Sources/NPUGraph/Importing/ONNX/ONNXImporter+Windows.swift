import Containers
import OpKernels

/// The window attributes of a node, of two dimensions; a single one becomes the columns of one row.
struct ONNXWindow {
  var kernel: [Int]
  var strides: [Int]
  var dilations: [Int]
  /// Rows before, columns before, rows behind, columns behind.
  var pads: [Int]
  /// Rows and columns of the result.
  var output: [Int]
  let isOneDimensional: Bool

  /// Reads the attributes that convolutions and pools share.
  ///
  /// - Parameters:
  ///   - kernel: rows and columns, one number for one dimension.
  ///   - input: extents of the input behind batch and channels, as many.
  init(_ node: ONNXNodeScope, kernel: [Int], input: [Int], roundsUp: Bool = false) throws(ImportError) {
    let rank = kernel.count
    guard rank == 1 || rank == 2, input.count == rank else {
      throw ImportError(.unsupportedForm("a window of \(max(rank, input.count)) dimensions"))
    }
    self.kernel = kernel
    isOneDimensional = rank == 1
    strides = try node.ints("strides", count: rank, 1)
    dilations = try node.ints("dilations", count: rank, 1)
    pads = try node.ints("pads", count: 2 * rank, 0)
    for (name, values) in [("kernel_shape", kernel), ("strides", strides), ("dilations", dilations)] {
      guard values.allSatisfy({ (1...1 << 20).contains($0) }) else {
        throw ImportError(.invalid(name: name, found: "\(values)", expected: "1 to \(1 << 20)"))
      }
    }
    guard pads.allSatisfy({ (-(1 << 20)...1 << 20).contains($0) }) else {
      throw ImportError(.invalid(name: "pads", found: "\(pads)", expected: "at most \(1 << 20)"))
    }
    output = []
    let rule = node.string("auto_pad", "NOTSET")
    for axis in 0..<rank {
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      let stride = strides[axis]
      switch rule {
      case "SAME_UPPER", "SAME_LOWER":
        let count = (input[axis] + stride - 1) / stride
        let total = max(0, (count - 1) * stride + reach - input[axis])
        let before = rule == "SAME_UPPER" ? total / 2 : total - total / 2
        (pads[axis], pads[axis + rank]) = (before, total - before)
        output.append(count)
      case "VALID", "NOTSET", "":
        if rule == "VALID" { (pads[axis], pads[axis + rank]) = (0, 0) }
        let room = input[axis] + pads[axis] + pads[axis + rank] - reach
        guard room >= 0 else {
          throw ImportError(
            .invalid(name: "kernel_shape", found: "\(kernel)", expected: "one that fits the padded input"))
        }
        var count = room / stride + 1
        // A window that starts in the padding behind is none.
        if roundsUp, room % stride != 0, count * stride < input[axis] + pads[axis] { count += 1 }
        output.append(count)
      default:
        throw ImportError(
          .invalid(name: "auto_pad", found: rule, expected: "SAME_UPPER, SAME_LOWER or VALID"))
      }
    }
    if rank == 1 { makeTwoDimensional() }
  }

  private mutating func makeTwoDimensional() {
    kernel = [1] + kernel
    strides = [1] + strides
    dilations = [1] + dilations
    pads = [0, pads[0], 0, pads[1]]
    output = [1] + output
  }

  /// Rows and columns behind the input that windows read.
  func reach(of axis: Int) -> Int {
    (output[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - pads[axis]
  }

  func window(channels: Int, height: Int, width: Int, outputChannels: Int, groups: Int) -> Window2D {
    Window2D(
      inputChannels: channels, inputHeight: height, inputWidth: width, outputChannels: outputChannels,
      outputHeight: output[0], outputWidth: output[1], groups: groups, kernelHeight: kernel[0],
      kernelWidth: kernel[1], strideHeight: strides[0], strideWidth: strides[1],
      dilationHeight: dilations[0],
      dilationWidth: dilations[1], paddingTop: pads[0], paddingLeft: pads[1])
  }
}

extension ONNXImporter {
  /// The input of a window with rows and columns; a single dimension becomes columns.
  private mutating func map(_ node: ONNXNodeScope) throws(ImportError) -> (operand: Operand, extents: [Int]) {
    let operand = try node.input(0)
    let extents = self.extents(operand)
    guard extents.count == 3 || extents.count == 4 else {
      throw ImportError(.unsupportedForm("an input of \(extents.count) axes"))
    }
    if extents.count == 4 { return (operand, extents) }
    let wide = [extents[0], extents[1], 1, extents[2]]
    return (try reshaped(operand, wide, node), wide)
  }

  /// The result with as many axes as the node's input.
  private mutating func unmapped(_ operand: Operand, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    guard extents(try node.input(0)).count == 3 else { return operand }
    let wide = extents(operand)
    return try reshaped(operand, [wide[0], wide[1], wide[3]], node)
  }

  private func biases(_ node: ONNXNodeScope, count: Int) throws(ImportError) -> [Float] {
    guard let bias = try node.optionalConstant(2, "a bias") else {
      return [Float](repeating: 0, count: count)
    }
    guard bias.count == count else {
      throw ImportError(.invalid(name: "biases", found: "\(bias.count)", expected: "\(count)"))
    }
    return bias.floats
  }

  mutating func convolution(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, extents) = try map(node)
    let weights = try node.constant(1, "a kernel")
    let groups = node.int("group", 1)
    let window = try ONNXWindow(
      node, kernel: Array(weights.extents.dropFirst(2)),
      input: Array(self.extents(try node.input(0)).dropFirst(2)))
    if let given = node.node.ints("kernel_shape"), given != weights.extents.dropFirst(2).map({ Int64($0) }) {
      throw ImportError(.invalid(name: "kernel_shape", found: "\(given)", expected: "that of the kernel"))
    }
    let channels = weights.extents[0]
    guard groups > 0, extents[1] % groups == 0, channels % groups == 0,
      weights.extents[1] == extents[1] / groups
    else {
      throw ImportError(
        .invalid(
          name: "kernel", found: "\(weights.extents) in \(groups) groups",
          expected: "one for \(extents[1]) channels")
      )
    }
    let convolution = FloatConvolution(
      window: window.window(
        channels: extents[1], height: extents[2], width: extents[3], outputChannels: channels, groups: groups),
      weights: weights.floats, bias: try biases(node, count: channels),
      weightSteps: weights.steps(ofParts: channels))
    if weights.integers != nil { try assembler.charge(weights.count) }
    let result = try emit(
      .floatConvolution(convolution), [input], node, extents: [extents[0], channels] + window.output)
    return try unmapped(result, node)
  }

  mutating func transposedConvolution(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, extents) = try map(node)
    var weights = try node.constant(1, "a kernel")
    let rank = self.extents(try node.input(0)).count - 2
    guard weights.extents.count == rank + 2 else {
      throw ImportError(
        .invalid(name: "axes of the kernel", found: "\(weights.extents.count)", expected: "\(rank + 2)"))
    }
    try node.require(node.node.ints("output_shape") == nil, "output_shape")
    let groups = node.int("group", 1)
    // A single dimension becomes the columns of one row.
    let row = { (values: [Int], filler: Int) in rank == 1 ? [filler] + values : values }
    let strides = row(try node.ints("strides", count: rank, 1), 1)
    let dilations = row(try node.ints("dilations", count: rank, 1), 1)
    var pads = try node.ints("pads", count: 2 * rank, 0)
    if rank == 1 { pads = [0, pads[0], 0, pads[1]] }
    let behind = row(try node.ints("output_padding", count: rank, 0), 0)
    if rank == 1 {
      weights = weights.reshaped([weights.extents[0], weights.extents[1], 1, weights.extents[2]])
    }
    let kernel = Array(weights.extents.suffix(2))
    guard groups > 0, extents[1] % groups == 0, weights.extents[0] == extents[1],
      (strides + dilations + kernel).allSatisfy({ (1...1 << 16).contains($0) }),
      (pads + behind).allSatisfy({ (0...1 << 16).contains($0) })
    else {
      throw ImportError(
        .invalid(name: "kernel", found: "\(weights.extents)", expected: "one for \(extents[1]) channels"))
    }
    var output: [Int] = []
    let rule = node.string("auto_pad", "NOTSET")
    for axis in 0..<2 {
      let whole =
        strides[axis] * (extents[2 + axis] - 1) + behind[axis] + (kernel[axis] - 1) * dilations[axis] + 1
      switch rule {
      case "SAME_UPPER", "SAME_LOWER":
        let total = max(0, whole - extents[2 + axis] * strides[axis])
        pads[axis] = rule == "SAME_UPPER" ? total / 2 : total - total / 2
        output.append(whole - total)
      default:
        if rule == "VALID" { (pads[axis], pads[axis + 2]) = (0, 0) }
        output.append(whole - pads[axis] - pads[axis + 2])
      }
    }
    guard output.allSatisfy({ $0 > 0 }) else {
      throw ImportError(.invalid(name: "pads", found: "\(pads)", expected: "less than the result"))
    }
    try assembler.charge(weights.count)
    let channels = weights.extents[1] * groups
    let window = Window2D(
      inputChannels: extents[1], inputHeight: extents[2], inputWidth: extents[3], outputChannels: channels,
      outputHeight: output[0], outputWidth: output[1], groups: groups, kernelHeight: kernel[0],
      kernelWidth: kernel[1], strideHeight: strides[0], strideWidth: strides[1],
      dilationHeight: dilations[0],
      dilationWidth: dilations[1], paddingTop: pads[0], paddingLeft: pads[1])
    let kernels = Self.outputsFirst(weights, groups: groups)
    let convolution = FloatConvolution(
      window: window, weights: kernels.floats, bias: try biases(node, count: channels), isTransposed: true,
      weightSteps: kernels.steps(ofParts: channels))
    let result = try emit(
      .floatConvolution(convolution), [input], node, extents: [extents[0], channels] + output)
    return try unmapped(result, node)
  }

  /// From `[ic][oc / groups][ky][kx]` to `[oc][ic / groups][ky][kx]`.
  private static func outputsFirst(_ weights: Constant, groups: Int) -> Constant {
    let (inputs, outputs) = (weights.extents[0] / groups, weights.extents[1])
    let taps = weights.extents[2] * weights.extents[3]
    var places: [Int] = []
    places.reserveCapacity(weights.count)
    for group in 0..<groups {
      for output in 0..<outputs {
        for input in 0..<inputs {
          let start = ((group * inputs + input) * outputs + output) * taps
          places += start..<(start + taps)
        }
      }
    }
    let extents = [groups * outputs, inputs, weights.extents[2], weights.extents[3]]
    return weights.picked(places, extents: extents, filler: 0)
  }

  mutating func pool(_ node: ONNXNodeScope, isMaximum: Bool) throws(ImportError) -> Operand {
    var (input, extents) = try map(node)
    guard let kernel = node.node.ints("kernel_shape"), !kernel.isEmpty else {
      throw ImportError(.invalid(name: "kernel_shape", found: "nothing", expected: "the window's extents"))
    }
    var window = try ONNXWindow(
      node, kernel: kernel.map { Int($0) }, input: Array(self.extents(try node.input(0)).dropFirst(2)),
      roundsUp: node.int("ceil_mode", 0) != 0)
    if !isMaximum, node.int("count_include_pad", 0) != 0, window.pads.contains(where: { $0 != 0 }) {
      // Zeros that count, but none beyond the padding: the last window may reach further.
      let padded = [
        extents[2] + window.pads[0] + window.pads[2], extents[3] + window.pads[1] + window.pads[3],
      ]
      input = try emit(
        .pad(
          before: [0, 0, window.pads[0], window.pads[1]], after: [0, 0, window.pads[2], window.pads[3]],
          .constant(0)), [input], node, extents: [extents[0], extents[1]] + padded)
      extents = [extents[0], extents[1]] + padded
      window.pads = [0, 0, 0, 0]
    }
    let shape = window.window(
      channels: extents[1], height: extents[2], width: extents[3], outputChannels: extents[1],
      groups: extents[1])
    let result = try emit(
      isMaximum ? .maxPool(shape) : .averagePool(shape, countsPadding: false), [input], node,
      extents: [extents[0], extents[1]] + window.output)
    return try unmapped(result, node)
  }

  mutating func globalPool(_ node: ONNXNodeScope, isMaximum: Bool) throws(ImportError) -> Operand {
    let (input, extents) = try map(node)
    let shape = Window2D(
      inputChannels: extents[1], inputHeight: extents[2], inputWidth: extents[3], outputChannels: extents[1],
      outputHeight: 1, outputWidth: 1, groups: extents[1], kernelHeight: extents[2], kernelWidth: extents[3])
    let result = try emit(
      isMaximum ? .maxPool(shape) : .averagePool(shape, countsPadding: false), [input], node,
      extents: [extents[0], extents[1], 1, 1])
    return try unmapped(result, node)
  }
}
