import NPUGraph
import OpKernels
import Simulation

/// The extents of a convolution that registers hold, for judging networks before they are compiled.
///
/// **Source**: widths from the register names' public descriptions (docs/rockchip.md), which the checks of compiled
/// models use, too.
enum RockchipField: String, CaseIterable {
  case inputWidth = "input width"
  case inputHeight = "input height"
  case inputChannels = "input channels"
  case kernelWidth = "kernel width"
  case kernelHeight = "kernel height"
  case kernels = "number of kernels"
  case strideHeight = "stride of rows"
  case strideWidth = "stride of columns"
  case paddingTop = "padding above"
  case paddingLeft = "padding at the left"
  case dilationHeight = "dilation of rows"
  case dilationWidth = "dilation of columns"

  /// What the register holds at most, and what the convolution has.
  private func values(_ window: Window2D) -> (value: Int, most: Int) {
    switch self {
    case .inputWidth: (window.inputWidth, 2047)
    case .inputHeight: (window.inputHeight, 2047)
    case .inputChannels: (window.inputChannels, 16384)
    case .kernelWidth: (window.kernelWidth, 31)
    case .kernelHeight: (window.kernelHeight, 31)
    case .kernels: (window.outputChannels, 16383)
    case .strideHeight: (window.strideHeight, 7)
    case .strideWidth: (window.strideWidth, 7)
    case .paddingTop: (window.paddingTop, 15)
    case .paddingLeft: (window.paddingLeft, 15)
    // Stored less one in 5 bits.
    case .dilationHeight: (window.dilationHeight, 32)
    case .dilationWidth: (window.dilationWidth, 32)
    }
  }

  /// What to change.
  var remedy: String {
    switch self {
    case .inputWidth, .inputHeight: "cut the picture into tiles, or make it smaller"
    case .inputChannels, .kernels: "split the convolution"
    case .kernelWidth, .kernelHeight: "use smaller kernels behind each other"
    case .strideHeight, .strideWidth: "use smaller strides behind each other"
    case .paddingTop, .paddingLeft: "use Pad before the convolution"
    case .dilationHeight, .dilationWidth: "use a smaller dilation"
    }
  }

  /// The first field that a convolution does not fit.
  static func first(
    exceededBy convolution: FloatConvolution, on chip: RockchipChip
  ) -> (field: RockchipField, value: Int, most: Int)? {
    for field in allCases {
      // Spread pixels: strides are another field's, and paddings what is left of the kernel.
      if convolution.isTransposed, [.paddingTop, .paddingLeft].contains(field) { continue }
      let (value, most) = field.values(convolution.window)
      if value > most { return (field, value, most) }
    }
    return nil
  }

  /// How sure the widths are for a chip.
  static func rule(_ chip: RockchipChip) -> SupportRule {
    chip.registerMap.value == .rk3588
      ? SupportRule(.vendor, "width of the register in the public RK3588 register map")
      : SupportRule(.inferred, "width of the register on RK3588; this chip's map is a later one")
  }
}
