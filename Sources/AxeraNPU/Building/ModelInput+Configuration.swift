public import NPUGraph
import Tensors

extension ModelInput {
  /// What a configuration says of one input of a network whose pictures have planes first.
  ///
  /// - Parameter givenCodes: what the codes stand for that the source network reads; nil for floats. Where nothing is said
  ///   about pixels, they are these codes.
  /// - Throws: `BuildError` for formats, types and numbers that the input does not have.
  init(
    _ name: String, extents: [Int], _ configuration: BuildConfiguration,
    givenCodes: AffineQuantization? = nil
  ) throws(BuildError) {
    self.init(name: name, extents: extents)
    let settings = configuration.inputSettings(of: name)
    let subject = "input \(name)"
    let type = settings?.compiled?.dataType ?? (configuration.dialect == .pulsar ? .uint8 : .float32)
    guard type == .uint8 || type == .float32 else {
      throw BuildError(subject, "is to be fed as \(type.rawValue); uint8 and float32 are built")
    }
    let isPicture = extents.count == 4 && extents[0] == 1 && [1, 3].contains(extents[1])
    let steps = configuration.preprocessing(of: name)
    guard isPicture else {
      guard type == .float32 || configuration.dialect == .pulsar, steps.isEmpty else {
        throw BuildError(subject, "has the shape \(Shape(extents)); steps before it are for pictures")
      }
      return
    }
    picture = PictureSize(channels: extents[1], height: extents[2], width: extents[3])
    isBytes = type == .uint8
    colorStandard = settings?.compiled?.colorStandard ?? .legacy
    try setFormats(settings, configuration.dialect, subject)
    switch settings?.compiled?.layout ?? .native {
    case .native: isPlanar = configuration.dialect == .pulsar2 && format?.isYUV == false
    case .nchw: isPlanar = true
    case .nhwc: isPlanar = false
    }
    try apply(steps, configuration.dialect, subject)
    if let givenCodes, steps.isEmpty, isBytes {
      // Bytes are 128 more than s8 codes.
      slopes = [Float](repeating: givenCodes.scale, count: extents[1])
      offsets = slopes.map { -$0 * Float(givenCodes.zeroPoint + 128) }
    }
  }

  private mutating func setFormats(
    _ settings: TensorSettings?, _ dialect: BuildConfiguration.Dialect, _ subject: String
  ) throws(BuildError) {
    let isGray = picture?.channels == 1
    let usual: PictureFormat = isGray ? .gray : .bgr
    let asked = (model: settings?.source?.format ?? .automatic, fed: settings?.compiled?.format ?? .automatic)
    let model = asked.model == .automatic ? usual : asked.model
    var fed = asked.fed == .automatic ? dialect == .pulsar ? usual : model : asked.fed
    // pulsar2 changes between these two nothing: what is fed is what the network reads.
    if dialect == .pulsar2, [.rgb, .bgr].contains(fed), [.rgb, .bgr].contains(model) { fed = model }
    guard isGray ? model == .gray : [.rgb, .bgr].contains(model) else {
      throw BuildError(
        subject, "reads \(model.rawValue.uppercased()), but has \(picture?.channels ?? 0) channels")
    }
    let allowed: [PictureFormat] = isGray ? [.gray, .nv12, .nv21] : [.rgb, .bgr, .nv12, .nv21]
    guard allowed.contains(fed) else {
      throw BuildError(
        subject,
        "is to be fed as \(fed.rawValue.uppercased()); must be one of "
          + allowed.map { $0.rawValue.uppercased() }.joined(separator: ", "))
    }
    if fed.isYUV, let picture, !isBytes || picture.height % 2 != 0 || picture.width % 2 != 0 {
      throw BuildError(subject, "is fed as YUV, which takes bytes and even rows and columns")
    }
    (format, modelFormat) = (fed, model)
  }

  /// Makes one factor and one offset per channel of steps in their order.
  private mutating func apply(
    _ steps: [PreprocessingStep], _ dialect: BuildConfiguration.Dialect, _ subject: String
  ) throws(BuildError) {
    let channels = picture?.channels ?? 1
    var (factors, addends) = (
      [Double](repeating: 1, count: channels), [Double](repeating: 0, count: channels)
    )
    for step in steps {
      guard let coefficients = step.coefficients(channels: channels) else {
        throw BuildError(subject, "has \(channels) channels; a step before it has another number of factors")
      }
      for (channel, pair) in coefficients.enumerated() {
        factors[channel] *= pair.factor
        addends[channel] = addends[channel] * pair.factor + pair.addend
      }
    }
    guard (factors + addends).allSatisfy({ $0.isFinite }), factors.allSatisfy({ $0 != 0 }) else {
      throw BuildError(subject, "would be multiplied by \(factors); must be finite and not 0")
    }
    // pulsar counts channels as the program feeds them.
    if dialect == .pulsar, channels == 3, let format, format != modelFormat, !format.isYUV {
      factors.reverse()
      addends.reverse()
    }
    slopes = factors.map { Float($0) }
    offsets = addends.map { Float($0) }
  }
}

extension Graph {
  /// The same network with pictures' planes first in inputs that have channels innermost.
  public func withPlanarInputs() -> Graph {
    var graph = self
    for (position, value) in inputs.enumerated() {
      let extents = values[value].shape.extents
      guard extents.count == 4, extents[0] == 1, [1, 3].contains(extents[3]), ![1, 3].contains(extents[1])
      else {
        continue
      }
      var planar = values[value]
      planar.shape = Shape([1, extents[3], extents[1], extents[2]])
      graph.values.append(planar)
      graph.values[value].name += "/interleaved"
      graph.inputs[position] = graph.values.count - 1
      graph.nodes.insert(
        Node(
          name: planar.name, label: "Transpose", operation: .transpose([0, 2, 3, 1]),
          inputs: [graph.values.count - 1], outputs: [value]), at: 0)
    }
    return graph
  }

  /// The same network with channels innermost in an output.
  mutating func interleaveOutput(_ position: Int) {
    let value = outputs[position]
    var interleaved = values[value]
    let extents = interleaved.shape.extents
    guard extents.count == 4 else { return }
    interleaved.shape = Shape([extents[0], extents[2], extents[3], extents[1]])
    values[value].name += "/planar"
    values.append(interleaved)
    outputs[position] = values.count - 1
    nodes.append(
      Node(
        name: interleaved.name, label: "Transpose", operation: .transpose([0, 2, 3, 1]), inputs: [value],
        outputs: [values.count - 1]))
  }

  /// The same network with a factor and an offset behind an output.
  mutating func scaleOutput(_ position: Int, _ scales: [Float], _ offsets: [Float]) {
    let value = outputs[position]
    let scaled = values[value]
    values[value].name += "/unscaled"
    values.append(scaled)
    outputs[position] = values.count - 1
    nodes.append(
      Node(
        name: scaled.name, label: "Affine",
        operation: .activation(.affine(scales: scales, offsets: offsets)), inputs: [value],
        outputs: [values.count - 1]))
  }
}
