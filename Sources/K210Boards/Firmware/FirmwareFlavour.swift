/// One of the ways in which MaixPy is built; what `kpu.load` finds free depends on it.
package struct FirmwareFlavour: Sendable, Equatable {
  /// Short name for the command line.
  package let id: String
  /// What the flavour is, in a few words.
  package let name: String
  /// The end of released files' names behind the version, `minimum` in `maixpy_v0.6.2_84_g8fcd84a58_minimum.bin`.
  package let fileNameEnding: String
  /// Bytes of general memory for code, data, static buffers and stacks.
  package let staticBytes: Fact<Int>
  /// Bytes by which the static bytes of a release may differ from those above.
  package let spread: Fact<Int>
  /// Versions of kmodel that `kpu.load` takes.
  package let kmodelVersions: Fact<[Int]>
  /// Most buffers that the camera can have.
  package let cameraBuffers: Fact<Int>
  /// Whether MaixPy IDE can connect.
  package let hasIDE: Bool
  /// Whether it runs on one family of boards only, and that family on no other flavour.
  package let isBoardSpecific: Bool
  /// Bytes of the image in flash; nil when no file of this flavour was weighed.
  package let imageBytes: Fact<Int>?

  /// Bytes of the image in flash; estimated from the static bytes where no file was weighed.
  ///
  /// Of the only flavour with both figures the image is 74 % of the static bytes; MaixPy's documentation says that
  /// firmware ends below 3 MiB.
  package var estimatedImageBytes: Fact<Int> {
    imageBytes ?? Self.estimatedImageBytes(staticBytes: staticBytes.value)
  }

  /// Bytes in flash of a firmware that takes `staticBytes` of memory.
  package static func estimatedImageBytes(staticBytes: Int) -> Fact<Int> {
    Fact(
      min(FlashLayout.largestImageBytes, max(0, staticBytes / 100 * 74)), .chosen,
      "74 % of its memory, as on m5stickv; 3 MiB at most")
  }
}

extension FirmwareFlavour {
  /// The flavour that a word names: its id, or the name of a released file.
  ///
  /// `maixpy_v0.6.2_84_g8fcd84a58_minimum.bin` is `minimum`; nil for files of flavours not listed here.
  package static func named(_ word: String) -> FirmwareFlavour? {
    let name = word.lowercased()
    if let flavour = all.first(where: { $0.id == name }) { return flavour }
    let file = name.split(separator: "/").last ?? ""
    guard file.hasPrefix("maixpy_v"), file.hasSuffix(".bin") else { return nil }
    let ending = file.dropLast(4).split(separator: "_").dropFirst().drop { isVersion($0) }
    return all.first { $0.fileNameEnding == ending.joined(separator: "_") }
  }

  /// Whether a part of a file's name belongs to the version: `v0.6.2`, `84`, `g8fcd84a58`.
  private static func isVersion(_ part: Substring) -> Bool {
    let rest = part.hasPrefix("v") || part.hasPrefix("g") ? part.dropFirst() : part
    return !rest.isEmpty && rest.allSatisfy { $0.isHexDigit || $0 == "." }
  }
}
