import Scripting

extension MaixBoard {
  /// What images measure and filter, added to their class.
  func defineImageAnalysis(on type: MaixTypeBuilder) throws(Raised) {
    let builder = AnalysisBuilder(type: type, board: self)
    try defineGeometry(on: builder)
    try definePixels(on: builder)
    try defineFilters(on: builder)
    try defineStatistics(on: builder)
    try defineBlobs(on: builder)
    try defineFeatures(on: builder)
    try defineShapes(on: builder)
    try defineQRCodes(on: builder)
    try builder.lack(
      ["find_apriltags", "find_datamatrices", "find_barcodes"], because: "its decoder is not part of Kiln")
    try builder.lack(
      ["find_features", "find_lbp", "find_keypoints", "find_hog", "find_eye", "selective_search"],
      because: "its detector is not part of Kiln")
    try builder.lack(
      ["cartoon", "remove_shadows", "chrominvar", "illuminvar"], because: "no script was seen to use it")
    if !isMinimum {
      for kind in MeasureKind.allCases { _ = try measureType(type.vm, kind) }
    }
  }
}
