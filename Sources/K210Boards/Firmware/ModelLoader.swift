/// What MaixPy's loader takes from general memory beside the model's file and its main buffer.
///
/// The loader is a closed library; these figures are choices that the reported free memory agrees with.
package enum ModelLoader {
  /// Bytes per layer.
  package static let bytesPerLayer = Fact(64, .chosen, "fits reports of free memory; the loader is closed")
  /// Bytes per model.
  package static let bytesPerModel = Fact(
    4 << 10, .chosen, "fits reports of free memory; the loader is closed")
  /// Bytes that a model of `layers` layers costs.
  package static func overhead(layers: Int) -> Int {
    bytesPerModel.value + bytesPerLayer.value * layers
  }
  /// Versions of kmodel that `kpu.load_flash` takes.
  package static let streamedVersions = Fact([3], .measured, "reports: load_flash error:2002 for v4")
}
