import K210Flash
import KilnCommands
import TestSupport
import Testing

@Suite("Files for kiln flash")
struct FlashInputTests {
  private let folder: TemporaryFolder
  private static let program: [UInt8] = [0x73, 0x10, 0x30, 0x30, 1, 2, 3, 4]

  init() throws { folder = try TemporaryFolder() }

  private func input(
    _ bytes: [UInt8], _ name: String, at address: String = "", _ framing: FlashInput.Framing = .programsAtZero
  ) throws -> FlashInput {
    try FlashInput(try folder.write(bytes, to: name) + address, framing: framing)
  }

  @Test("programs go to 0 and get a header there, data is written as it is") func places() throws {
    let program = try #require(try input(Self.program, "app.bin").pieces.first)
    #expect(program.address == 0 && program.isFramed)
    // What begins like a program is one, whatever it is called.
    #expect(try input(Self.program, "app").pieces.first?.isFramed == true)
    let elsewhere = try #require(try input(Self.program, "app.bin", at: "@0x10000").pieces.first)
    #expect(elsewhere.address == 0x1_0000 && !elsewhere.isFramed)
    let data = try #require(try input([0, 1, 0xFE], "font.dat", at: "@10M").pieces.first)
    #expect(data.address == 10 << 20 && !data.isFramed)
    #expect(try input([0, 1, 0xFE], "font.dat", at: "@0").pieces.first?.isFramed == false)
  }

  @Test("--firmware frames every program, --raw none, a header is never put around a header")
  func framing() throws {
    #expect(try input(Self.program, "app.bin", at: "@0x10000", .programs).pieces.first?.isFramed == true)
    #expect(try input([0, 1, 0xFE], "font.dat", at: "@0x10000", .programs).pieces.first?.isFramed == false)
    #expect(try input(Self.program, "app.bin", .none).pieces.first?.isFramed == false)
    let image = try FirmwareImage(program: Self.program).encoded
    let framed = try input(image, "framed.bin", .programs)
    #expect(framed.pieces.first?.isFramed == false)
    #expect(framed.remarks.count == 1)
  }

  @Test("a package goes where it says and takes no address") func package() throws {
    let entries = [
      FlashPackage.Entry(item: .init(address: 0, name: "a.bin", hasHeader: true), bytes: Self.program),
      FlashPackage.Entry(item: .init(address: 0x30_0000, name: "b", hasHeader: false), bytes: [1]),
    ]
    let file = try FlashPackage(entries).encoded()
    let pieces = try input(file, "demo.kfpkg").pieces
    #expect(pieces.map(\.address) == [0, 0x30_0000])
    #expect(pieces.map(\.isFramed) == [true, false])
    let failure = #expect(throws: CommandFailure.self) { try input(file, "demo.kfpkg", at: "@0x1000") }
    #expect(failure?.exitCode == .usage)
    // An archive of another kind is data.
    #expect(try input(file, "files.zip", at: "@0x1000").pieces.first?.file == file)
  }

  @Test("an ELF becomes the program that it holds") func elf() throws {
    var builder = ELFBuilder()
    builder.segments = [.init(address: 0x8000_0000, bytes: Self.program)]
    let piece = try #require(try input(builder.bytes, "app.elf").pieces.first)
    #expect(piece.file == Self.program)
    #expect(piece.isFramed && piece.address == 0)
  }

  @Test("what is no program needs an address") func noAddress() throws {
    for (name, bytes) in [("m.kmodel", [3, 0, 0, 0]), ("font.dat", [0, 1, 0xFE])] as [(String, [UInt8])] {
      let failure = #expect(throws: CommandFailure.self) { try input(bytes, name) }
      #expect(failure?.exitCode == .usage)
      #expect(failure?.message.contains("\(name): no address") == true)
      #expect(failure?.hints.first?.contains("\(name)@0x300000") == true)
    }
    let spaced = #expect(throws: CommandFailure.self) { try input([0, 1, 0xFE], "my font.dat") }
    #expect(spaced?.hints == ["say where it goes: '\(folder.path("my font.dat"))@0x300000'"])
    let missing = #expect(throws: CommandFailure.self) { try FlashInput(folder.path("none.bin")) }
    #expect(missing?.exitCode == .file)
  }

  @Test("a file whose name has an @ is found") func atSign() throws {
    #expect(try input(Self.program, "app@0x10.bin").pieces.first?.address == 0)
  }
}
