import Containers
import TestSupport
import Testing

@Suite("numpy arrays")
struct NPYArrayTests {
  @Test(
    "shapes of any rank are read",
    arguments: [("()", [], 1), ("(3,)", [3], 3), ("(1, 2, 3)", [1, 2, 3], 6), ("(0, 4)", [0, 4], 0)]
      as [(String, [Int], Int)])
  func shapes(text: String, shape: [Int], count: Int) throws {
    let elements = (0..<UInt8(count)).map { $0 + 1 }
    let array = try NPYArray(NumpyFile.bytes(type: "|u1", shape: text, elements: elements))
    #expect(array.shape == shape)
    #expect(array.typeCode == "u1")
    #expect(Array(array.bytes) == elements)
  }

  @Test("all versions of the header are read", arguments: [1, 2, 3] as [UInt8])
  func versions(version: UInt8) throws {
    let file = NumpyFile.bytes(version: version, type: "<f4", shape: "(1,)", elements: [0, 0, 128, 63])
    let array = try NPYArray(file)
    #expect(array.typeCode == "f4")
    #expect(Array(array.bytes) == [0, 0, 128, 63])
  }

  @Test(
    "what is not dense little-endian C order is refused in words",
    arguments: [
      (NumpyFile.bytes(type: ">f4", shape: "(1,)", elements: [0, 0, 0, 0]), "little-endian"),
      (NumpyFile.bytes(type: "<f4", fortranOrder: "True", shape: "(1,)", elements: [0, 0, 0, 0]), "Fortran"),
      (NumpyFile.bytes(type: "|O", shape: "(1,)", elements: [0]), "element type '|O'"),
      (NumpyFile.bytes(type: "|u1", shape: "(2,)", elements: [0]), "1 bytes of elements; must be 2"),
      (NumpyFile.bytes(type: "|u1", shape: "(1,)", elements: [0, 0]), "2 bytes of elements; must be 1"),
      (NumpyFile.bytes(type: "|u1", shape: "(-1,)", elements: []), "extent '-1'"),
      (NumpyFile.bytes(type: "|u1", shape: "(9223372036854775807, 3)", elements: []), "too large"),
      (NumpyFile.bytes(version: 9, type: "|u1", shape: "()", elements: [0]), "version 9"),
      (NumpyFile.file(header: "{'fortran_order': False, 'shape': ()}", elements: []), "no 'descr'"),
      (NumpyFile.file(header: "{'descr': '|u1', 'shape': ()}", elements: []), "no 'fortran_order'"),
      (NumpyFile.file(header: "{'descr': '|u1', 'fortran_order': False}", elements: []), "no 'shape'"),
      (NumpyFile.file(header: "{'descr': [('a', '<i4')], }", elements: []), "no 'descr'"),
      (Array("nothing of the kind".utf8), "no .npy file"),
      ([], "no .npy file"),
    ] as [([UInt8], String)])
  func refusals(file: [UInt8], words: String) throws {
    let failure = try #require(throws: NPYArray.Failure.self) { try NPYArray(file) }
    #expect(failure.description.contains(words), "\(failure.description)")
  }

  @Test("a header beyond the limit is refused before it is searched") func longHeader() throws {
    let text = String(repeating: " ", count: NPYArray.headerLimit + 1)
    let failure = try #require(throws: NPYArray.Failure.self) {
      try NPYArray(NumpyFile.file(version: 2, header: text, elements: []))
    }
    #expect(failure.offset == 8)
  }

  @Test("an array that is cut off anywhere is refused with an offset inside it") func truncation() throws {
    let file = NumpyFile.bytes(type: "<i2", shape: "(2, 2)", elements: [1, 0, 2, 0, 3, 0, 4, 0])
    #expect(try NPYArray(file).shape == [2, 2])
    for length in 0..<file.count {
      let failure = try #require(throws: NPYArray.Failure.self) { try NPYArray(Array(file[..<length])) }
      #expect((0...length).contains(failure.offset))
    }
  }

  @Test("random bytes behind the signature end in an array or a failure", arguments: 0..<64 as Range<UInt64>)
  func randomBytes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let signature: [UInt8] = [0x93] + Array("NUMPY".utf8) + [UInt8(seed % 4), 0]
    let file = signature + random.bytes(Int(seed) * 3)
    do throws(NPYArray.Failure) {
      let array = try NPYArray(file)
      Issue.record("\(array) came out of random bytes")
    } catch {
      #expect((0...file.count).contains(error.offset))
    }
  }

  @Test("any single damaged byte of a file ends in an array or a failure") func damagedBytes() {
    let file = NumpyFile.bytes(type: "|u1", shape: "(2, 3)", elements: [1, 2, 3, 4, 5, 6])
    var refused = 0
    for index in file.indices {
      for value in [0, 0x27, 0x30, 0x80, 0xFF] as [UInt8] {
        var damaged = file
        damaged[index] = value
        if (try? NPYArray(damaged)) == nil { refused += 1 }
      }
    }
    #expect(refused > file.count)
  }

  @Test(
    "numbers of every type become floats",
    arguments: [
      ("|u1", [200], 200), ("|b1", [1], 1), ("|i1", [0xFE], -2), ("<u2", [1, 2], 513),
      ("<i2", [0xFE, 0xFF], -2),
      ("<u4", [0, 0, 0, 0x80], 2_147_483_648), ("<i4", [0xFE, 0xFF, 0xFF, 0xFF], -2),
      ("<u8", [0, 0, 0, 0, 1, 0, 0, 0], 4_294_967_296),
      ("<i8", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -2), ("<f2", [0, 0xC1], -2.5),
      ("<f4", [0, 0, 0x20, 0xC0], -2.5), ("<f8", [0, 0, 0, 0, 0, 0, 4, 0xC0], -2.5),
    ] as [(String, [UInt8], Float)])
  func floats(type: String, bytes: [UInt8], value: Float) throws {
    let array = try NPYArray(NumpyFile.bytes(type: type, shape: "(1, 2)", elements: bytes + bytes))
    #expect(array.floats == [value, value])
  }

  @Test("what is no number has no floats", arguments: [("<c8", 8), ("<u3", 3), ("|S5", 5), ("<f1", 1)])
  func noFloats(type: String, byteCount: Int) throws {
    let elements = [UInt8](repeating: 0, count: byteCount)
    let array = try NPYArray(NumpyFile.bytes(type: type, shape: "()", elements: elements))
    #expect(array.floats == nil && array.bytes.count == byteCount)
  }
}
