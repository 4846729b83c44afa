/// A block that is not modelled: it knows what its registers are called, so that reports can say what a program used.
///
/// Reads give nothing and writes go nowhere; the bus reports both.
package enum UnmodelledBlock: Sendable {
  /// The name of a register, nil for blocks that are modelled and for places without a name.
  ///
  /// **Source**: the structures of the SDK's `i2s.h`, `apu.h`, `fft.h`, `dvp.h` and `spi.h` (certain).
  package static func registerName(of block: BusBlock, at offset: Int) -> String? {
    switch block {
    case .fft: FFTRegister(rawValue: offset)?.name
    case .dvp: DVPRegister(rawValue: offset)?.name
    case .i2s0: i2sName(at: offset) ?? apuName(at: offset)
    case .i2s1, .i2s2: i2sName(at: offset)
    case .spi2: SPISlaveRegister(rawValue: offset)?.name ?? spiDataName(at: offset)
    default: nil
    }
  }

  enum FFTRegister: Int, RegisterName {
    case fftInputFifo = 0x00
    case fftCtrl = 0x08
    case fifoCtrl = 0x10
    case intrMask = 0x18
    case intrClear = 0x20
    case fftStatus = 0x28
    case fftStatusRaw = 0x30
    case fftOutputFifo = 0x38
  }

  enum DVPRegister: Int, RegisterName {
    case dvpCfg = 0x00
    case rAddr = 0x04
    case gAddr = 0x08
    case bAddr = 0x0C
    case cmosCfg = 0x10
    case sccbCfg = 0x14
    case sccbCtl = 0x18
    case axi = 0x1C
    case sts = 0x20
    case reverse = 0x24
    case rgbAddr = 0x28
  }

  enum I2SRegister: Int, RegisterName {
    case ier = 0x00
    case irer = 0x04
    case iter = 0x08
    case cer = 0x0C
    case ccr = 0x10
    case rxffr = 0x14
    case txffr = 0x18
    case rxdma = 0x1C0
    case rrxdma = 0x1C4
    case txdma = 0x1C8
    case rtxdma = 0x1CC
    case compParam2 = 0x1F0
    case compParam1 = 0x1F4
    case compVersion1 = 0x1F8
    case compType = 0x1FC
  }

  /// The registers of one of the four channels, 0x40 bytes apart from 0x20 on.
  enum I2SChannelRegister: Int, RegisterName {
    case leftRxtx = 0x00
    case rightRxtx = 0x04
    case rer = 0x08
    case ter = 0x0C
    case rcr = 0x10
    case tcr = 0x14
    case isr = 0x18
    case imr = 0x1C
    case ror = 0x20
    case tor = 0x24
    case rfcr = 0x28
    case tfcr = 0x2C
    case rff = 0x30
    case tff = 0x34
  }

  /// The beam former behind I2S0, its single registers.
  enum APURegister: Int, RegisterName {
    case bfChCfgReg = 0x200
    case bfCtlReg = 0x204
    case bfDwszCfgReg = 0x318
    case bfFftCfgReg = 0x31C
    case sobufDmaRdata = 0x320
    case vobufDmaRdata = 0x324
    case bfIntStatReg = 0x328
    case bfIntMaskReg = 0x32C
    case saturationCounter = 0x330
    case saturationLimits = 0x334
  }

  /// SPI2, which is a DesignWare interface like the others.
  enum SPISlaveRegister: Int, RegisterName {
    case ctrlr0 = 0x00
    case ctrlr1 = 0x04
    case ssienr = 0x08
    case mwcr = 0x0C
    case ser = 0x10
    case baudr = 0x14
    case txftlr = 0x18
    case rxftlr = 0x1C
    case txflr = 0x20
    case rxflr = 0x24
    case sr = 0x28
    case imr = 0x2C
    case isr = 0x30
    case risr = 0x34
    case txoicr = 0x38
    case rxoicr = 0x3C
    case rxuicr = 0x40
    case msticr = 0x44
    case icr = 0x48
    case dmacr = 0x4C
    case dmatdlr = 0x50
    case dmardlr = 0x54
    case idr = 0x58
    case version = 0x5C
    case rxSampleDelay = 0xF0
    case spiCtrlr0 = 0xF4
    case endian = 0x118
  }

  private static func i2sName(at offset: Int) -> String? {
    guard 0x20..<0x120 ~= offset else { return I2SRegister(rawValue: offset)?.name }
    let (channel, register) = (offset - 0x20).quotientAndRemainder(dividingBy: 0x40)
    return I2SChannelRegister(rawValue: register).map { "channel\(channel).\($0.name)" }
  }

  private static func apuName(at offset: Int) -> String? {
    guard offset % 4 == 0 else { return nil }
    switch offset {
    case 0x208..<0x288: return "bf_dir_bidx[\((offset - 0x208) / 8)][\((offset - 0x208) / 4 % 2)]"
    case 0x288..<0x2AC: return "bf_pre_fir0_coef[\((offset - 0x288) / 4)]"
    case 0x2AC..<0x2D0: return "bf_post_fir0_coef[\((offset - 0x2AC) / 4)]"
    case 0x2D0..<0x2F4: return "bf_pre_fir1_coef[\((offset - 0x2D0) / 4)]"
    case 0x2F4..<0x318: return "bf_post_fir1_coef[\((offset - 0x2F4) / 4)]"
    default: return APURegister(rawValue: offset)?.name
    }
  }

  private static func spiDataName(at offset: Int) -> String? {
    0x60..<0xF0 ~= offset && offset % 4 == 0 ? "dr[\((offset - 0x60) / 4)]" : nil
  }
}
