import K210Board
import K210Flash
import TestSupport
import Testing

@Suite("The flash stub and chips that have something wrong")
struct StubFaultTests {
  private func ready(_ flash: NORFlash) throws -> StubOnBoard {
    let stub = StubOnBoard(flash: flash)
    try #require(stub.setBaud(1_500_000))
    try #require(stub.begin(epoch: 1) != nil)
    try #require(stub.select() != nil)
    return stub
  }

  private func faults(_ change: (inout NORFaults) -> Void) -> NORFaults {
    var faults = NORFaults()
    change(&faults)
    return faults
  }

  @Test(
    "a chip that stays busy is given up after its time", .optimisedOnly,
    arguments: [StubOperation.write, .erase])
  func stuck(operation: StubOperation) throws {
    let stub = try ready(NORFlash(.w25q32, faults: faults { $0.operationsBeforeStuck = 2 }))
    for sector in 0..<4 {
      let size: UInt32 = operation == .write ? 3 : 0x1_0000
      stub.queue(
        operation, first: UInt32(sector) << 16, second: size, data: operation == .write ? [1, 2, 3] : [])
    }
    let start = stub.board.now
    let failure = try #require(stub.finish()?.failure)
    #expect(failure == StubFailure(kind: .staysBusy, address: 0x2_0000, sequence: 4))
    // 100 ms for a page, 8 s for a block, and what went before.
    let limit: Duration = operation == .write ? .milliseconds(100) : .seconds(8)
    #expect(stub.board.now - start > limit && stub.board.now - start < limit + .milliseconds(400))
    // The line is there, and a chip that is busy is not identified.
    #expect(stub.hello() != nil && stub.begin(epoch: 2)?.failure == nil)
    stub.queue(.select, first: 3)
    #expect(stub.finish()?.failure?.kind == .staysBusy)
  }

  @Test("bytes that do not come out as written are told by their address")
  func unwritable() throws {
    let stub = try ready(NORFlash(.w25q32, faults: faults { $0.unwritableRanges = [0x2345..<0x2347] }))
    stub.queue(.write, first: 0x1000, second: 4096, data: [UInt8](repeating: 0x5A, count: 4096))
    stub.queue(.write, first: 0x2000, second: 4096, data: [UInt8](repeating: 0x5A, count: 4096))
    let state = try #require(stub.finish())
    #expect(state.failure == StubFailure(kind: .differs, address: 0x2345, sequence: 3) && state.done == 2)
  }

  @Test("a worn sector is noticed")
  func worn() throws {
    let stub = try ready(
      NORFlash(.w25q32, contents: [UInt8](repeating: 0, count: 8192), faults: faults { $0.wornSectors = [1] })
    )
    stub.queue(.write, first: 0, second: 4, data: [0xFF, 0xFF, 0xFF, 0xFE])
    stub.queue(.write, first: 0x1000, second: 4096, data: [UInt8](repeating: 0xFF, count: 4096))
    let state = try #require(stub.finish())
    #expect(state.failure?.kind == .differs && state.done == 2)
    let address = try #require(state.failure?.address)
    #expect(stub.board.flash.contents[Int(address)] != 0xFF)
    #expect(stub.board.flash.bytes(0x1000..<Int(address)).allSatisfy { $0 == 0xFF })
  }

  @Test("write enables that are lost are given again", arguments: 2...4)
  func lostWriteEnable(each: Int) throws {
    let stub = try ready(NORFlash(.w25q32, faults: faults { $0.losesWriteEnableEach = each }))
    let data = (0..<4096).map { UInt8($0 & 0xFF) }
    stub.queue(.erase, first: 0, second: 0x1000)
    stub.queue(.write, first: 0, second: 4096, data: data)
    #expect(stub.finish()?.failure == nil)
    #expect(stub.board.flash.bytes(0..<4096).elementsEqual(data))
  }

  @Test("a chip that never enables writes is told as protected")
  func neverEnabled() throws {
    let stub = try ready(NORFlash(.w25q32, faults: faults { $0.losesWriteEnableEach = 1 }))
    stub.queue(.write, first: 0x40, second: 1, data: [0])
    #expect(stub.finish()?.failure?.kind == .staysProtected)
  }

  @Test(
    "protection is lifted until the next power-up, all other bits stay",
    arguments: [NORChip.w25q128, .w25q128jvQ, .gd25lq128],
    [[0x1C, 0x02], [0x7C, 0x40], [0x24, 0x42]] as [[UInt8]])
  func protection(chip: NORChip, bits: [UInt8]) throws {
    var driver = FlashDriver(chip)
    driver.writeStatus([0x01] + bits)
    let kept = driver.status()
    let stub = try ready(driver.chip)
    #expect(stub.select()?.status == kept)
    stub.queue(.write, first: 0, second: 1, data: [0x12])
    stub.queue(.write, first: 0xFF_F000, second: 1, data: [0x34])
    #expect(stub.finish()?.failure == nil)
    #expect(stub.board.flash.contents[0] == 0x12 && stub.board.flash.contents[0xFF_F000] == 0x34)
    let status = try #require(stub.select()?.status)
    #expect(status == [kept[0] & ~0x7C, kept[1] & ~0x40, kept[2]])
    stub.board.cutPower()
    let time = stub.board.now
    #expect((1...3).map { stub.board.flash.statusRegister($0, at: time) } == kept)
  }

  @Test("protection that is locked is told, reading still works")
  func locked() throws {
    var driver = FlashDriver(.w25q128)
    // BP = 7, and SRL.
    driver.writeStatus([0x01, 0x1C, 0x01])
    let stub = try ready(driver.chip)
    #expect(stub.result(.read, first: 0, second: 2) == [0xFF, 0xFF])
    stub.queue(.erase, first: 0x8000, second: 0x1000)
    #expect(stub.finish()?.failure == StubFailure(kind: .staysProtected, address: 0x8000, sequence: 3))
  }

  @Test("a chip that works on when it is selected is waited for")
  func busyAtFirst() throws {
    let stub = try ready(NORFlash(.w25q32, contents: [1, 2, 3]))
    stub.queue(.erase, first: 0, second: 0x1_0000)
    stub.run(.milliseconds(20))
    // RESET in the middle of the erase; the chip has no line of that kind.
    stub.board.setReset(isLow: true)
    stub.board.setReset(isLow: false)
    stub.reload()
    _ = stub.begin(epoch: 1)
    #expect(stub.select()?.jedecID == NORChip.w25q32.jedecID)
    #expect(!stub.board.flash.isBusy(at: stub.board.now))
  }
}
