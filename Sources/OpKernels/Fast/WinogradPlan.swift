import CKernels

/// Whether a layer takes Winograd's F(4×4, 3×3), and in what stretches.
///
/// It forms 36 products of words for 4 × 4 output pixels instead of 144, of bytes where the set reads bytes, and
/// transforms input and sums instead, which pays where many channels share the transforms. Sums are exact as long as
/// they fit 26 bits, which is proved from the weights. **Source**: Lavin and Gray, Fast Algorithms for Convolutional
/// Neural Networks, 2015; whole numbers modulo 2^32 are ours (`CKernels/dense/winograd`).
struct WinogradPlan {
  /// Tiles of 4 × 4 pixels whose transformed input and products stay in the second cache level.
  private let tiles: Int
  /// Rows that pieces have.
  let stretch: BlockPlan.Stretch

  /// Pixels along each side of a tile.
  static let tileSide = 4
  /// Products of a tile and a pair of channels.
  static let places = 36
  /// Magnitude of a weight up to which the transform, which multiplies by 49 at most, fits s16.
  static let highestWeight: Int64 = 668
  /// Sums of products lie below it, and not below its negative.
  static let sumLimit: Int64 = 1 << 25

  /// Bytes of a stretch's transformed input and products.
  private static let stretchByteLimit = 384 * 1024
  /// Tiles below which reading the weights takes as long as multiplying.
  private static let leastTiles = 20
  /// What the transforms take per tile and channel, in products of words; measured with AVX-512 at 330 to 375.
  private static let transformCost = 340.0
  /// Bytes of weights beyond which they are read from the last cache level for each stretch, and what a byte then takes
  /// in products of words; measured with AVX-512 at 1.5 to 3.
  private static let cachedWeightBytes = 1 << 20
  private static let weightByteCost = 3.0

  /// The plan of a layer that gains, or nil.
  ///
  /// - Parameters:
  ///   - window: the convolution.
  ///   - role: number types; an input is of 8 bits.
  ///   - sums: of each output channel, over what is multiplied, offsets included.
  ///   - set: the set that it would run on.
  init?(window: Window2D, role: kiln_role, sums: [WeightSums], set: KernelSet) {
    guard window.groups == 1, window.inputChannels % 16 == 0 else { return nil }
    guard window.kernelHeight == 3, window.kernelWidth == 3 else { return nil }
    guard window.strideHeight == 1, window.strideWidth == 1 else { return nil }
    guard window.dilationHeight == 1, window.dilationWidth == 1 else { return nil }
    guard sums.allSatisfy({ $0.isExact(role) }) else { return nil }
    let rowTiles = window.tileCount(1)
    // A row of tiles keeps its sums and its transformed input in the caches, too.
    guard rowTiles > 0, rowTiles * Self.tileSide * Self.tileSide * 64 <= BlockPlan.sumByteLimit else {
      return nil
    }
    let tileBytes = Self.transformedBytes(window.inputChannels) + Self.productBytes
    guard rowTiles * tileBytes <= Self.stretchByteLimit else { return nil }
    let rows = max(1, Self.stretchByteLimit / tileBytes / rowTiles)
    tiles = rows * rowTiles
    let least = (Self.leastTiles + rowTiles - 1) / rowTiles
    stretch = BlockPlan.Stretch(
      unit: Self.tileSide, least: min(least, rows) * Self.tileSide, most: rows * Self.tileSide)
    guard gains(window, set) else { return nil }
  }

  /// Whether the layer's products and transforms take less than the products of the direct form.
  private func gains(_ window: Window2D, _ set: KernelSet) -> Bool {
    let (inputs, outputs) = (Double(window.inputChannels), Double(window.outputChannels.roundedUp(to: 16)))
    let direct = 9 * inputs * outputs * Double(window.outputHeight) * Double(window.outputWidth)
    let count = Double(window.tileCount(window.outputHeight))
    var cost = count * (Double(Self.places) * inputs * outputs + Self.transformCost * (inputs + outputs))
    let weightBytes = 2 * Double(Self.places) * inputs * outputs
    if weightBytes > Double(Self.cachedWeightBytes) {
      cost += (count / Double(tiles)).rounded(.up) * weightBytes * Self.weightByteCost
    }
    return cost < direct / set.byteProductsPerWordProduct
  }

  /// Bytes of one tile's transformed input.
  static func transformedBytes(_ inputChannels: Int) -> Int { places * 2 * inputChannels }
  /// Bytes of one tile's products with two blocks of 16 channels.
  static let productBytes = places * 32 * 4
}

extension WeightSums {
  /// Whether Winograd's form is exact for the channel.
  fileprivate func isExact(_ role: kiln_role) -> Bool {
    let limit = WinogradPlan.sumLimit
    guard highest <= WinogradPlan.highestWeight else { return false }
    if role == KILN_ROLE_S8_S8 { return 128 * magnitude < limit }
    let (positive, negative) = ((magnitude + total) / 2, (magnitude - total) / 2)
    return 255 * positive < limit && 255 * negative < limit
  }
}
