import K210Board
import Testing

@Suite("I2C with nothing attached, and blocks that are not modelled")
struct I2CTests {
  @Test("a driver that sends or asks finds that nobody acknowledged, each time")
  func nobody() {
    let board = makeBackplane()
    var controller = I2CController(index: 1)
    controller.set(0x00, 0x63, board)
    controller.set(0x04, 0x34, board)
    controller.set(0x30, 0, board)
    controller.set(0x10, 0x12, board)
    #expect(controller.read(0x80, board) == 0)
    controller.set(0x6C, 1, board)
    for command: UInt64 in [0x12, 0x100] {
      #expect(controller.read(0x54, board) == 0)
      #expect(controller.read(0x80, board) == 0)
      controller.set(0x10, command, board)
      #expect(controller.read(0x80, board) == 1)
      #expect(controller.read(0x70, board) == 6 && controller.read(0x74, board) == 0)
    }
    #expect(board.pendingSources.isEmpty)
    controller.set(0x30, 0x40, board)
    #expect(board.pendingSources == [.i2c1] && controller.read(0x2C, board) == 0x40)
    _ = controller.read(0x40, board)
    #expect(board.pendingSources.isEmpty)
    controller.set(0x04, 1 << 12 | 0x234, board)
    controller.set(0x10, 0, board)
    #expect(controller.read(0x80, board) == 2)
    controller.set(0x6C, 0, board)
    #expect(controller.read(0x80, board) == 0 && controller.read(0x34, board) == 0)
  }

  @Test("random accesses end well", arguments: 1...3) func traffic(seed: UInt64) {
    let board = makeBackplane()
    var controller = I2CController(index: 0)
    controller.suffer(seed: seed, byteCount: 0x100, on: board)
    controller.reset(board)
    #expect(board.pendingSources.isEmpty)
  }

  @Test(
    "reports can name the registers of other blocks",
    arguments: [
      (.fft, 0x38, "fft_output_fifo"), (.dvp, 0x20, "sts"), (.i2s0, 0xA8, "channel2.rer"),
      (.i2s0, 0x20C, "bf_dir_bidx[0][1]"), (.i2s0, 0x324, "vobuf_dma_rdata"), (.i2s1, 0x1C8, "txdma"),
      (.i2s1, 0x324, nil), (.spi2, 0x64, "dr[1]"), (.spi2, 0x28, "sr"), (.gpio, 0, nil),
    ] as [(BusBlock, Int, String?)])
  func names(block: BusBlock, offset: Int, name: String?) {
    #expect(UnmodelledBlock.registerName(of: block, at: offset) == name)
  }
}
