/// Which maps of a model can skip KPU RAM and pass from layer to layer in the kernels' own layout.
///
/// A map skips it when every later layer that sees its bytes is a KPU run that reads exactly this map. The
/// memory plan of a model never changes, so this is found out once. What is skipped can be seen by nobody:
/// dumps of layers materialise everything.
struct KPUSchedule {
  /// What becomes of one layer's input and output maps.
  struct Layer {
    /// Whether the layer's maps may skip KPU RAM at all.
    var isConvolution = false
    /// Index of the layer whose output is this layer's input; nil when the input comes from KPU RAM.
    var source: Int?
    /// Index of the last layer that takes this layer's output directly; nil when none does.
    var lastConsumer: Int?
    /// Whether something reads the output's bytes in KPU RAM.
    var isReadFromRAM = false
  }

  /// One entry per layer, in the order of execution.
  private(set) var layers: [Layer]

  /// Follows every read back to the writes that it sees.
  init(_ accesses: [KPULayerAccess]) {
    layers = [Layer](repeating: Layer(), count: accesses.count)
    var writes: [(layer: Int, access: KPUAccess)] = []
    for (index, access) in accesses.enumerated() {
      layers[index].isConvolution = access.isConvolution
      for read in access.reads {
        let seen = writes.last { $0.access.range.overlaps(read.range) }
        if access.isConvolution, let seen, accesses[seen.layer].isConvolution,
          seen.access.isSameMap(as: read)
        {
          layers[index].source = seen.layer
          layers[seen.layer].lastConsumer = index
        } else {
          for write in writes.reversed() where write.access.range.overlaps(read.range) {
            layers[write.layer].isReadFromRAM = true
            // Every pixel that is read was written here, so that nothing older shows through.
            if write.access.isSameMap(as: read) { break }
          }
        }
      }
      writes += access.writes.map { (index, $0) }
    }
  }
}
