import ArgumentParser
import Bytes

/// A length in flash: a count of bytes, or all that follows.
package enum FlashLengthArgument: ExpressibleByArgument, Equatable, Sendable {
  /// So many bytes.
  case bytes(Int)
  /// To the end of the chip.
  case all

  package init?(argument: String) {
    if argument.lowercased() == "all" {
      self = .all
    } else {
      guard let count = ByteCountArgument(argument: argument), count.bytes > 0 else { return nil }
      self = .bytes(count.bytes)
    }
  }

  /// The range that begins at an address.
  ///
  /// - Throws: exit code 1 when it does not lie on the chip.
  package func range(from address: Int, chipByteCount: Int) throws(CommandFailure) -> Range<Int> {
    let (end, overflow) =
      switch self {
      case .all: (max(chipByteCount, address), false)
      case .bytes(let count): address.addingReportingOverflow(count)
      }
    guard !overflow, end <= chipByteCount, address < end else {
      throw CommandFailure(
        .work,
        "\(Hexadecimal.address(address)) \(overflow ? "and so many bytes" : "to \(Hexadecimal.address(end))"): "
          + "does not lie on the chip, which ends at \(Hexadecimal.address(chipByteCount))",
        hints: ["to the end of the chip: length all"])
    }
    return address..<end
  }
}

/// Where in flash to begin, 0 included; or the word for all of it.
package enum FlashStartArgument: ExpressibleByArgument, Equatable, Sendable {
  /// At an address.
  case address(Int)
  /// All of the chip.
  case all

  package init?(argument: String) {
    if argument.lowercased() == "all" {
      self = .all
    } else {
      guard let address = ByteCountArgument(argument: argument) else { return nil }
      self = .address(address.bytes)
    }
  }
}
