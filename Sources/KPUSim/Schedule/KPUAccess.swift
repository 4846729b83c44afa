import KModel
import Simulation

/// One use of KPU RAM by a layer.
enum KPUAccess {
  /// The pixels of a feature map; bytes between its rows are not touched.
  case map(FeatureMap)
  /// The first pixel of each channel of a feature map.
  case firstPixels(FeatureMap)
  /// Bytes as they lie, whatever they mean; a write need not touch all of them.
  case raw(Range<Int>)

  /// The bytes of KPU RAM that may be touched.
  var range: Range<Int> {
    switch self {
    case .map(let map), .firstPixels(let map): map.range
    case .raw(let range): range
    }
  }

  /// The bytes that are touched, as stretches of KPU RAM.
  func forEachStretch(_ body: (Range<Int>) -> Void) {
    switch self {
    case .raw(let range): body(range)
    case .map(let map):
      for channel in 0..<map.layout.channels {
        let plane = map.range.lowerBound + map.layout.offset(ofChannel: channel)
        for row in 0..<map.layout.height {
          let first = plane + row * map.layout.imageRowStride
          body(first..<(first + map.layout.width))
        }
      }
    case .firstPixels(let map):
      for channel in 0..<map.layout.channels {
        let first = map.range.lowerBound + map.layout.offset(ofChannel: channel)
        body(first..<(first + 1))
      }
    }
  }

  /// Whether both touch the pixels of the same map at the same place.
  func isSameMap(as other: KPUAccess) -> Bool {
    guard case .map(let map) = self, case .map(let otherMap) = other else { return false }
    return map.range == otherMap.range && map.layout == otherMap.layout
  }
}

/// What one layer does with KPU RAM; layers that leave it alone have neither reads nor writes.
///
/// A layer whose map leaves KPU RAM counts as one that leaves it alone: running it ends in a fault.
struct KPULayerAccess {
  var reads: [KPUAccess] = []
  var writes: [KPUAccess] = []
  /// Whether the layer is a KPU run of one batch, whose maps may stay outside KPU RAM in the kernels' own
  /// layout.
  var isConvolution = false
}

extension KModelV3 {
  /// What each layer does with KPU RAM.
  var kpuAccesses: [KPULayerAccess] {
    var accesses: [KPULayerAccess] = []
    for layer in layers {
      switch layer.operation {
      case .k210Conv(let convolution):
        accesses.append(KPULayerAccess(convolution.argument))
      case .k210Upload(let upload):
        accesses.append(KPULayerAccess(writes: (try? upload.map()).map { [.map($0)] } ?? []))
      case .k210AddPadding(let padding):
        accesses.append(KPULayerAccess(writes: (try? padding.map()).map { [.firstPixels($0)] } ?? []))
      default:
        accesses.append(KPULayerAccess())
      }
    }
    return accesses
  }
}

extension KModelV4 {
  /// What each node does with KPU RAM, and what is read of it behind the last one.
  var kpuAccesses: [KPULayerAccess] {
    var accesses: [KPULayerAccess] = []
    for node in nodes {
      switch node.operation {
      case .kpuConv2D(let convolution) where convolution.batches == 1:
        accesses.append(KPULayerAccess(convolution.argument))
      case .kpuConv2D(let convolution):
        let input = convolution.allBatches(of: try? convolution.argument.inputMap())
        let output = convolution.allBatches(of: try? convolution.argument.outputMap())
        accesses.append(KPULayerAccess(reads: [.raw(input)], writes: [.raw(output)]))
      case .kpuUpload(let upload) where upload.shape.n == 1:
        let source = upload.operands.input
        accesses.append(
          KPULayerAccess(
            reads: source.memory == .kpu ? [.raw(source.bytes)] : [],
            writes: (try? upload.shape.map(at: upload.operands.output)).map { [.map($0)] } ?? []))
      default:
        let result = node.operation.result
        accesses.append(
          KPULayerAccess(
            reads: node.operation.sources.filter { $0.memory == .kpu }.map { .raw($0.bytes) },
            writes: result.memory == .kpu ? [.raw(result.bytes)] : []))
      }
    }
    accesses.append(
      KPULayerAccess(reads: outputs.filter { $0.memory == .kpu }.map { .raw($0.bytes) }))
    return accesses
  }
}

extension KModelV3 {
  /// The KPU runs that the fast kernels can take: 8-bit weights.
  var fastConvolutions: [Int: (KPULayerArgument, KPUParameters)] {
    guard hasEightBitWeights else { return [:] }
    var convolutions: [Int: (KPULayerArgument, KPUParameters)] = [:]
    for (index, layer) in layers.enumerated() {
      guard case .k210Conv(let convolution) = layer.operation else { continue }
      convolutions[index] = (convolution.argument, convolution.parameters)
    }
    return convolutions
  }
}

extension KModelV4 {
  /// The KPU runs, all of which the fast kernels can take; the words are those of the first batch.
  var fastConvolutions: [Int: (KPULayerArgument, KPUParameters)] {
    var convolutions: [Int: (KPULayerArgument, KPUParameters)] = [:]
    for (index, node) in nodes.enumerated() {
      guard case .kpuConv2D(let convolution) = node.operation else { continue }
      convolutions[index] = (convolution.argument, convolution.parameters)
    }
    return convolutions
  }
}

extension KPULayerAccess {
  /// One KPU run.
  fileprivate init(_ argument: KPULayerArgument) {
    guard let input = try? argument.inputMap(), let output = try? argument.outputMap() else { return }
    reads = [.map(input)]
    writes = [.map(output)]
    isConvolution = true
  }
}

extension MemoryRange {
  /// The bytes in the range's memory.
  fileprivate var bytes: Range<Int> { Int(start)..<(Int(start) + Int(byteCount)) }
}
