import OpKernels
import Testing

@Suite("pieces of a layer")
struct BlockPlanTests {
  private static let shapes: [LayerShapeK210] = [
    .init(inputChannels: 3, outputChannels: 16, height: 240, width: 320, kernelSize: 3),
    .init(inputChannels: 1, outputChannels: 1, height: 1, width: 1, kernelSize: 1),
    .init(inputChannels: 1024, outputChannels: 1024, height: 512, width: 1024, kernelSize: 3),
    .init(inputChannels: 512, outputChannels: 513, height: 7, width: 10, kernelSize: 3),
    .init(
      inputChannels: 16, outputChannels: 24, height: 121, width: 160, kernelSize: 3, pooling: .maximum2Stride2
    ),
    .init(
      inputChannels: 16, outputChannels: 24, height: 63, width: 160, kernelSize: 3, pooling: .mean2Stride1),
    .init(
      inputChannels: 64, outputChannels: 64, height: 64, width: 1024, kernelSize: 3, isDepthwise: true,
      pooling: .mean4Stride4),
    .init(
      inputChannels: 8, outputChannels: 40, height: 224, width: 224, kernelSize: 3, pooling: .leftTop2Stride2),
  ]

  /// Every row is in one piece, and none is larger than the plan says.
  private static func expectCover(_ plan: BlockPlan, _ shape: LayerShapeK210) {
    var next = 0
    for piece in 0..<plan.rowPieces {
      let rows = plan.rows(of: piece * plan.channelPieces, outputHeight: shape.outputHeight)
      #expect(rows.lowerBound == next && !rows.isEmpty && rows.count <= plan.rowsPerPiece, "\(shape)")
      next = rows.upperBound
    }
    #expect(next == shape.outputHeight, "\(shape)")
  }

  @Test("cover every output row and channel once", arguments: shapes, [1, 2, 7])
  func cover(shape: LayerShapeK210, workers: Int) {
    let plan = BlockPlan(shape: shape, elementSize: 2, workers: workers)
    Self.expectCover(plan, shape)
    let channels = LayerShapeK210.padded(shape.outputChannels)
    #expect(plan.channelsPerPiece * (plan.channelPieces - 1) < channels)
    #expect(plan.channelsPerPiece * plan.channelPieces >= channels)
    #expect(plan.channelsPerPiece % 16 == 0 && plan.chunk % 16 == 0 && plan.chunk <= plan.channelsPerPiece)
  }

  @Test("keep at most 64 KiB of sums, unless one row of 16 channels has more", arguments: shapes, [1, 2])
  func sums(shape: LayerShapeK210, workers: Int) {
    let plan = BlockPlan(shape: shape, elementSize: 1, workers: workers)
    let rows = shape.computedRows(of: 0..<min(plan.rowsPerPiece, shape.outputHeight)).count
    let byteCount = rows * shape.window.outputWidth * plan.chunk * 4
    #expect(byteCount <= BlockPlan.sumByteLimit || plan.rowsPerPiece == 1 && plan.chunk == 16)
  }

  @Test("chunks of small maps are as large as the sums allow")
  func smallMaps() {
    let shape = LayerShapeK210(inputChannels: 64, outputChannels: 200, height: 4, width: 8, kernelSize: 1)
    let plan = BlockPlan(shape: shape, elementSize: 2, workers: 1)
    #expect(plan.rowsPerPiece == 4 && plan.rowPieces == 1 && plan.chunk == 208)
  }

  @Test("are stretches of whole units", arguments: shapes, [1, 2, 3])
  func stretches(shape: LayerShapeK210, workers: Int) {
    let stretch = BlockPlan.Stretch(unit: 4, least: 8, most: 16)
    let plan = BlockPlan(shape: shape, elementSize: 2, stretch: stretch, workers: workers)
    Self.expectCover(plan, shape)
    // One output row may need more: windows of pools are never cut, and a unit is never divided.
    let least = max(4, shape.computedRows(of: 0..<1).count)
    #expect(plan.computedRowsPerPiece <= max(16, least) + 1)
    guard shape.pooling == .bypass else { return }
    for piece in 0..<plan.rowPieces {
      #expect(plan.rows(of: piece * plan.channelPieces, outputHeight: shape.outputHeight).lowerBound % 4 == 0)
    }
  }

  @Test("threads get as many rows each, or channels where rows don't divide", arguments: [2, 3, 4])
  func balance(workers: Int) {
    for (height, channels, isDepthwise) in [
      (14, 384, false), (7, 768, false), (15, 256, false), (112, 24, true),
    ] {
      let shape = LayerShapeK210(
        inputChannels: channels, outputChannels: channels, height: height, width: height, kernelSize: 1,
        isDepthwise: isDepthwise)
      let plan = BlockPlan(shape: shape, elementSize: 1, workers: workers)
      // Threads take pieces in order, each when it is done with one.
      var loads = [Int](repeating: 0, count: workers)
      for piece in 0..<plan.pieceCount {
        let rows = plan.rows(of: piece, outputHeight: height).count
        let columns = min(
          plan.channelsPerPiece, channels - piece % plan.channelPieces * plan.channelsPerPiece)
        let least = loads.indices.min { loads[$0] < loads[$1] } ?? 0
        loads[least] += rows * columns
      }
      let share = height * channels / workers
      #expect((loads.max() ?? 0) * 100 <= share * 120, "\(shape) \(workers) \(loads)")
    }
  }

  @Test("are enough for all workers when the layer is large", arguments: [2, 4])
  func enough(workers: Int) {
    for shape in Self.shapes where shape.productCount > 1_000_000 {
      #expect(BlockPlan(shape: shape, elementSize: 2, workers: workers).pieceCount >= workers, "\(shape)")
    }
  }

  @Test("threads are woken only for layers above 100 µs")
  func workers() {
    let small = LayerShapeK210(inputChannels: 16, outputChannels: 16, height: 10, width: 10, kernelSize: 1)
    let large = LayerShapeK210(inputChannels: 256, outputChannels: 256, height: 40, width: 40, kernelSize: 3)
    for set in KernelSet.allCases {
      #expect(small.workers(threads: 8, set: set) == 1)
      #expect(large.workers(threads: 8, set: set) == 8)
      #expect(large.workers(threads: 0, set: set) == 1)
    }
  }

  @Test("pools that keep one pixel have only that one computed")
  func survivors() {
    var shape = LayerShapeK210(inputChannels: 8, outputChannels: 8, height: 9, width: 11, kernelSize: 3)
    let all = shape.productCount
    shape.pooling = .leftTop4Stride4
    #expect(shape.productCount * 99 == all * 4)
    #expect(shape.computedRows(of: 0..<2) == 0..<2)
    shape.pooling = .mean2Stride1
    #expect(shape.computedRows(of: 2..<5) == 2..<6)
    #expect(shape.computedRows(of: 5..<9) == 5..<9)
    shape.pooling = .maximum4Stride4
    #expect(shape.computedRows(of: 1..<2) == 4..<8)
  }

  @Test("shapes that no argument words hold are not valid")
  func validity() {
    let shape = LayerShapeK210(inputChannels: 8, outputChannels: 9, height: 9, width: 11, kernelSize: 3)
    #expect(shape.isValid)
    let changes: [(inout LayerShapeK210) -> Void] = [
      { $0.inputChannels = 0 }, { $0.outputChannels = 1025 }, { $0.height = 513 }, { $0.width = 1025 },
      { $0.kernelSize = 2 }, { $0.isDepthwise = true },
    ]
    for change in changes {
      var changed = shape
      change(&changed)
      #expect(!changed.isValid)
    }
  }
}
