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

  @Test("cover every output row and channel once", arguments: shapes, [1, 2, 7])
  func cover(shape: LayerShapeK210, workers: Int) {
    let plan = BlockPlan(shape: shape, elementSize: 2, workers: workers)
    #expect(plan.rowsPerPiece * (plan.rowPieces - 1) < shape.outputHeight)
    #expect(plan.rowsPerPiece * plan.rowPieces >= shape.outputHeight)
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

  @Test("keep to a limit of rows, in pairs where it is even", arguments: shapes, [2, 5, 8])
  func rowLimit(shape: LayerShapeK210, limit: Int) {
    let plan = BlockPlan(shape: shape, elementSize: 2, rowLimit: limit, workers: 1)
    // One output row may need more: windows of pools are never cut.
    let least = shape.computedRows(of: 0..<1).count
    #expect(plan.computedRowsPerPiece <= max(limit, least))
    #expect(plan.rowsPerPiece * plan.rowPieces >= shape.outputHeight)
    let isPaired = limit % 2 == 0 && plan.computedRowsPerPiece < shape.window.outputHeight
    if isPaired && shape.pooling == .bypass && plan.computedRowsPerPiece > 1 {
      #expect(plan.computedRowsPerPiece % 2 == 0)
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
