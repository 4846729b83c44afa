/// The generations of Rockchip's second NPU, as files name them, and what differs in their files.
enum NPUGeneration: String {
  /// RK3588.
  case v2 = "RKNPU v2"
  /// RK3566 and RK3568.
  case lite = "RKNPU lite"
  /// RK3562.
  case t4 = "RKNPU t4"
  /// RK3576.
  case f2 = "RKNPU f2"
  /// RV1126B.
  case f3 = "RKNPU f3"

  init?(name: String) { self.init(rawValue: name) }

  /// Which registers its files write; nil where too few of them are known to run a file.
  var registerMap: RegisterMap? {
    switch self {
    case .v2, .lite: .first
    case .t4, .f2: .second
    case .f3: nil
    }
  }

  /// The maps of the NPU's registers.
  enum RegisterMap {
    /// RK3588's, which is public; RK3566 and RK3568 share what matters here.
    case first
    /// RK3562's and RK3576's: known as far as files of both say the same as files of RK3588 for the same network.
    case second
  }

  /// Whether a node's number of tasks contains those that load its table.
  var countsTableTasks: Bool { self == .lite || self == .t4 }

  /// What a bias block holds, as bits 1 to 3: biases, zero points, multipliers.
  func biasContents(_ register: UInt32) -> UInt32 { self == .f2 ? register >> 7 : register }

  /// Whether depthwise weights stand in pairs of channels, each followed by the pair's negative zero points.
  var pairsDepthwiseWeights: Bool { registerMap == .second }

  /// Bytes of a kernel row of a first layer with at most four channels, when its rows are not packed.
  func firstLayerRowBytes(kernelWidth: Int) -> Int? {
    self == .f2 ? (4 * kernelWidth + 15) / 16 * 16 : nil
  }

  /// What the element-wise stage's choice of algorithm says for an addition.
  var additionAlgorithm: Int { self == .lite ? 0 : 2 }

  /// Channels of a block of biases.
  var biasBlockSize: Int { self == .v2 || self == .f2 ? 8 : 4 }
}
