import K210Boards
import Testing

@Suite("which board is behind a USB bridge")
struct BoardGuessTests {
  private func ids(_ vendor: UInt16, _ product: UInt16, _ port: Int?) -> [String] {
    Board.guesses(vendor: vendor, product: product, port: port).map(\.board.id)
  }

  @Test("bridges that name the product come before those that name the vendor alone")
  func order() {
    #expect(ids(0x0403, 0x6010, 0) == ["bit_mic", "trainer"])
    #expect(ids(0x0403, 0x6010, 1) == ["goE"])
    #expect(ids(0x0403, 0x6010, nil) == ["bit_mic", "goE", "trainer"])
    #expect(ids(0x0403, 0x6001, 0) == ["trainer"])
    #expect(ids(0x1A86, 0x7523, 0) == ["dan", "bit"])
    #expect(ids(0xC251, 0xF001, 0) == ["goD"])
  }

  @Test(
    "other numbers are nobody's", arguments: [(UInt16(0x1A86), UInt16(0x5512)), (0x2341, 0x0043), (0, 0)])
  func none(_ vendor: UInt16, _ product: UInt16) {
    #expect(ids(vendor, product, nil).isEmpty)
  }

  @Test("every bridge that is known is found, with its certainty", arguments: Board.all)
  func all(_ board: Board) throws {
    guard let bridge = board.bridge else { return }
    let product = bridge.value.products.first ?? 1
    let guesses = Board.guesses(vendor: bridge.value.vendor, product: product, port: bridge.value.port)
    let guess = try #require(guesses.first { $0.board == board })
    #expect(guess.certainty == bridge.certainty)
    #expect(guess.source == bridge.source)
    #expect(Board.usesBridges(ofVendor: bridge.value.vendor))
  }

  @Test("vendors without a known board still are bridges' vendors")
  func vendors() {
    #expect(Board.usesBridges(ofVendor: 0x10C4))
    #expect(!Board.usesBridges(ofVendor: 0x2341))
  }
}
