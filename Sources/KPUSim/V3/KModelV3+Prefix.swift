package import KModel

extension KModelV3 {
  /// The model that ends behind its first `count` layers and puts out what the last of them leaves.
  ///
  /// Itself if there are no more, nil for none. A KPU convolution at the end gets its flag MAIN_MEM_OUT;
  /// layers that leave nothing in main memory give an empty output.
  ///
  /// **Source**: what MaixPy's `kpu.set_layers` is for; its library is closed (inferred).
  package func prefix(layers count: Int) -> KModelV3? {
    guard count > 0 else { return nil }
    guard count < layers.count else { return self }
    var model = self
    model.layers = Array(layers.prefix(count))
    model.layers[count - 1].flags |= 1
    guard let written = try? model.layers[count - 1].operation.mainMemoryOutput().bytes,
      let end = UInt32(exactly: written.upperBound)
    else { return nil }
    model.outputs = [
      Output(address: UInt32(written.lowerBound), byteCount: UInt32(written.count))
    ]
    model.mainMemoryByteCount = max(mainMemoryByteCount, end)
    return model
  }
}
