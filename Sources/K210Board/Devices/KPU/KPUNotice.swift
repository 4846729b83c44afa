/// What the KPU could not do as a program asked; it went on as if the layer were done.
package enum KPUNotice: Sendable, Hashable {
  /// Parameters of a layer are not in RAM: which, where, how many bytes.
  case parametersOutsideRAM(block: String, address: UInt32, byteCount: Int)
  /// A layer's words have no meaning, or its maps leave KPU RAM.
  case impossibleLayer(reason: String)
  /// A word came while the queue was full, and was lost.
  case queueFull
  /// Nobody took results, and those of a layer were lost.
  case resultsLost(byteCount: Int)
}
