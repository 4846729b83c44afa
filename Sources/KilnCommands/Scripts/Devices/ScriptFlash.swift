import K210Board
import K210Flash

/// The flash chip of a script's board: 16 MiB, in a file or in memory alone.
package final class ScriptFlash {
  /// What is in it from address 0 on; behind that it is erased.
  private var contents: [UInt8] = []
  private let file: FlashFile?

  /// Bytes of the chip.
  package static let byteCount = FlashMap.standardChipByteCount

  /// Opens or makes the file and puts others into the chip, as `kiln board` does.
  ///
  /// - Throws: exit codes 1 to 3 for files that cannot be there.
  package init(path: String?, loads: [String]) throws(CommandFailure) {
    // All files are read before the first is written.
    var loaded: [(address: Int, bytes: [UInt8])] = []
    for argument in loads {
      let load = try BoardLoad(argument)
      try load.check(argument, chipByteCount: Self.byteCount)
      loaded += try load.contents()
    }
    if let path {
      (file, contents) = try FlashFile.open(path, byteCount: Self.byteCount, wantsWholeBlocks: true)
    } else {
      file = nil
    }
    for (address, bytes) in loaded {
      put(bytes, at: address)
      try file?.write([FlashChange(address: address, bytes: bytes[...])])
    }
  }

  /// Bytes from an address on; short where the chip ends.
  package func read(at address: Int, count: Int) -> [UInt8] {
    guard address >= 0, address < Self.byteCount, count > 0 else { return [] }
    let end = address + min(count, Self.byteCount - address)
    guard address < contents.count else { return [UInt8](repeating: 0xFF, count: end - address) }
    let known = min(end, contents.count)
    return Array(contents[address..<known]) + [UInt8](repeating: 0xFF, count: end - known)
  }

  /// Writes bytes, erased first as far as needed; false where the chip ends, or its file cannot be written.
  package func write(_ bytes: [UInt8], at address: Int) -> Bool {
    guard address >= 0, address <= Self.byteCount, bytes.count <= Self.byteCount - address else {
      return false
    }
    put(bytes, at: address)
    do throws(CommandFailure) {
      try file?.write([FlashChange(address: address, bytes: bytes[...])])
      return true
    } catch {
      return false
    }
  }

  private func put(_ bytes: [UInt8], at address: Int) {
    let end = address + bytes.count
    if contents.count < end { contents += [UInt8](repeating: 0xFF, count: end - contents.count) }
    contents.replaceSubrange(address..<end, with: bytes)
  }
}
