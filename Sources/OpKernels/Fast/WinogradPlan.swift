import CKernels

/// Whether a layer takes Winograd's F(2×2, 3×3), and in what stretches.
///
/// It forms 16 products for 2 × 2 output pixels instead of 36 and transforms input and sums instead, which pays
/// where many channels share the transforms. Sums are exact as long as their fourfold fits 32 bits, which is proved
/// from the weights. **Source**: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
struct WinogradPlan {
  /// Tiles of 2 × 2 pixels whose transformed input stays in the second cache level.
  let tiles: Int

  /// Channels of input and output from which on the transforms are paid back.
  static let leastChannels = 32
  /// Output pixels from which on large weights may grow.
  static let leastPixels = 80
  /// Bytes of transformed input, and of products, that a row of tiles may take.
  private static let byteLimit = 512 * 1024

  /// The plan of a layer that gains, or nil.
  ///
  /// - Parameters:
  ///   - form: the form of the dense convolution that it would take the place of.
  ///   - highestWeight: the largest magnitude of a weight.
  ///   - weightMagnitudes: of each output channel, the sum of its weights' magnitudes.
  init?(window: Window2D, form: kiln_form, highestWeight: Int64, weightMagnitudes: [Int64]) {
    let (inputs, outputs) = (window.inputChannels, window.outputChannels)
    guard form.element_size == 2, window.groups == 1, inputs % 16 == 0 else { return nil }
    guard min(inputs, outputs) >= Self.leastChannels else { return nil }
    guard window.kernelHeight == 3, window.kernelWidth == 3 else { return nil }
    guard window.strideHeight == 1, window.strideWidth == 1 else { return nil }
    guard window.dilationHeight == 1, window.dilationWidth == 1 else { return nil }
    // Narrower maps fill too few tiles whole.
    guard window.outputHeight >= 4, window.outputWidth >= 4 else { return nil }
    // Transformed weights take 16 words for 9; small maps use large ones too seldom to be worth that memory.
    let pixels = window.outputHeight * window.outputWidth
    guard pixels >= Self.leastPixels || inputs * outputs * 32 <= 1 << 20 else { return nil }
    // 9 weights of a transformed one fit s16; 4 sums of 8-bit inputs fit s32.
    guard highestWeight <= 3640 else { return nil }
    guard weightMagnitudes.allSatisfy({ 4 * 255 * $0 <= Int64(Int32.max) }) else { return nil }
    let rowTiles = (window.outputWidth + 1) / 2
    guard rowTiles * Self.transformedBytes(inputs) <= Self.byteLimit else { return nil }
    guard rowTiles * Self.productBytes <= Self.byteLimit else { return nil }
    tiles = inputs <= 128 ? 48 : inputs <= 256 ? 24 : 12
  }

  /// Rows of output pixels of a stretch, an even number.
  func rows(width: Int) -> Int { max(1, tiles / ((width + 1) / 2)) * 2 }

  /// Bytes of one tile's transformed input.
  static func transformedBytes(_ inputChannels: Int) -> Int { 16 * 2 * inputChannels }
  /// Bytes of one tile's products with a block of 16 channels.
  static let productBytes = 16 * 16 * 4
}
