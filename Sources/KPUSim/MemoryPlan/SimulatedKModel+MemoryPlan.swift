import K210Boards
import KModel
public import Simulation

extension SimulatedKModel {
  /// When each byte of KPU RAM and of main memory is needed, layer by layer.
  ///
  /// The model file itself, which lies in main memory, too, is not part of it.
  public var memoryPlans: [MemoryPlan] {
    switch model {
    case .v3(let model): [plan(model.accesses(to: .kpu), .kpu), plan(model.accesses(to: .main), .main)]
    case .v4(let model): [plan(model.accesses(to: .kpu), .kpu), plan(model.accesses(to: .main), .main)]
    }
  }

  private func plan(_ accesses: MemoryAccesses, _ memory: MemoryType) -> MemoryPlan {
    var builder = MemoryPlanBuilder()
    for range in accesses.inputs { builder.write(range, by: nil) }
    for (index, layer) in accesses.layers.enumerated() {
      for range in layer.reads { builder.read(range, by: index) }
      for range in layer.writes { builder.write(range, by: index) }
    }
    let layerCount = accesses.layers.count
    if layerCount > 0 {
      for range in accesses.outputs { builder.read(range, by: layerCount - 1) }
    }
    let needs = self.memory
    return memory == .kpu
      ? builder.plan(
        memory: "KPU RAM", capacity: KPUDatapath.ramByteCount, reserved: needs.acceleratorBytes,
        layerCount: layerCount)
      : builder.plan(
        memory: "main memory", capacity: K210Memory.general.value, reserved: needs.mainBytes,
        layerCount: layerCount)
  }
}

/// What a model does with one memory.
private struct MemoryAccesses {
  var inputs: [Range<Int>] = []
  var layers: [(reads: [Range<Int>], writes: [Range<Int>])] = []
  var outputs: [Range<Int>] = []
}

extension KModelV3 {
  fileprivate func accesses(to memory: MemoryType) -> MemoryAccesses {
    var accesses = MemoryAccesses()
    switch (memory, input) {
    case (.kpu, .kpu(let argument)): accesses.inputs = (try? argument.inputMap()).map { [$0.range] } ?? []
    case (.main, .main(let operand)): accesses.inputs = [operand.bytes]
    default: break
    }
    if memory == .kpu {
      accesses.layers = kpuAccesses.map { ($0.reads.map { $0.range }, $0.writes.map { $0.range }) }
      return accesses
    }
    accesses.layers = layers.map { layer in
      let isKept = if case .k210Conv = layer.operation { layer.flags & 1 == 1 } else { true }
      let output = (try? layer.operation.mainMemoryOutput())?.bytes
      return (layer.operation.inputs.map { $0.bytes }, isKept ? output.map { [$0] } ?? [] : [])
    }
    accesses.outputs = outputs.map { Int($0.address)..<(Int($0.address) + Int($0.byteCount)) }
    return accesses
  }
}

extension KModelV4 {
  fileprivate func accesses(to memory: MemoryType) -> MemoryAccesses {
    func bytes(_ ranges: [MemoryRange]) -> [Range<Int>] {
      ranges.filter { $0.memory == memory }.map { Operand<UInt8>($0).bytes }
    }
    var accesses = MemoryAccesses(inputs: bytes(inputs.map { $0.range }), outputs: bytes(outputs))
    // The entry behind the last node stands for the outputs.
    let kpu = memory == .kpu ? kpuAccesses : []
    accesses.layers = nodes.indices.map { index in
      if memory == .kpu {
        return (kpu[index].reads.map { $0.range }, kpu[index].writes.map { $0.range })
      }
      return (bytes(nodes[index].operation.sources), bytes([nodes[index].operation.result]))
    }
    return accesses
  }
}
