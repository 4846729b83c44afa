/// What MaixPy's loader takes from general memory beside the model's file and its main buffer.
///
/// The loader is a closed library; these figures are choices that the reported free memory agrees with.
package enum ModelLoader {
  /// Bytes per layer.
  package static let bytesPerLayer = Fact(64, .chosen, "fits reports; the loader is closed")
  /// Bytes per model.
  package static let bytesPerModel = Fact(
    4 << 10, .chosen, "fits reports; the loader is closed")
  /// Bytes that a model of `layers` layers costs.
  package static func overhead(layers: Int) -> Int {
    bytesPerModel.value + bytesPerLayer.value * layers
  }
  /// Versions of kmodel that `kpu.load_flash` takes.
  package static let streamedVersions = Fact([3], .measured, "reports: load_flash error:2002 for v4")
  /// Files' sizes that should stay free behind a kmodel v4 before its loading counts as sure.
  ///
  /// Models of 1.9 MB ran out of memory where the sums leave 2.4 to 2.9 MB, one of 2.25 MB left no room for the
  /// camera's 0.4 MB; what the loader does with v4 is not known.
  package static let version4Reserve = Fact(2, .inferred, "three reports of kmodels v4 on minimum-v4")
}
