import Bytes
import Console
import K210Flash

/// A rescue file that an earlier session left: the board was lost for good, or nobody has brought the bytes back yet.
package struct EarlierRescue: Equatable {
  /// The package.
  package let path: String
  /// The first byte that it holds.
  package let address: Int
  /// Whether writing it back needs --force.
  package let needsForce: Bool

  /// A file as given.
  package init(path: String, address: Int, needsForce: Bool) {
    (self.path, self.address, self.needsForce) = (path, address, needsForce)
  }

  /// The oldest one with bytes of these ranges that can be read as a package; nil when there is none.
  package static func oldest(in ranges: [Range<Int>], folder: String = ".") -> EarlierRescue? {
    guard !ranges.isEmpty, let names = try? Files.names(in: folder) else { return nil }
    let found = names.compactMap { name -> (path: String, address: Int, order: (Int, Int, Int))? in
      guard let (address, number) = place(of: name), ranges.contains(where: { $0.contains(address) }) else {
        return nil
      }
      let path = folder == "." ? name : Files.path(folder, name)
      guard let time = modificationTime(at: path) else { return nil }
      return (path, address, (time.seconds, time.nanoseconds, number))
    }
    for file in found.sorted(by: { $0.order < $1.order }) {
      // One that is no package cannot be brought back; whose it is, is not known either.
      guard let pieces = try? FlashInput(file.path).pieces else { continue }
      let map = FlashContents.map(pieces, chipByteCount: FlashMap.standardChipByteCount, stub: .kiln)
      return EarlierRescue(path: file.path, address: file.address, needsForce: map.needsForce)
    }
    return nil
  }

  /// One line: which file it is, and how its bytes come back.
  ///
  /// - Parameters:
  ///   - place: where the file goes beside which they lay.
  ///   - options: what leads to the same chip again, as a shell takes it.
  package func words(beside place: Int, options: String?) -> String {
    let option = options.map { " \($0)" } ?? ""
    let force = needsForce ? " --force" : ""
    return "an earlier session left \(path): it holds what lay beside \(Hexadecimal.address(place)) then; "
      + "to bring it back: kiln flash\(option)\(force) \(ShellWord.quoted(path))"
  }

  /// Address and number of `kiln-rescue-0x00001800.kfpkg` or `kiln-rescue-0x00001800-2.kfpkg`.
  private static func place(of name: String) -> (address: Int, number: Int)? {
    guard let match = name.wholeMatch(of: #/kiln-rescue-0x([0-9A-F]{8})(?:-([0-9]{1,2}))?\.kfpkg/#),
      let address = Int(match.1, radix: 16)
    else { return nil }
    return (address, match.2.flatMap { Int($0) } ?? 1)
  }
}

extension FlashPlan {
  /// A rescue file that an earlier session left of what lies beside these files, in one line; nil when there is none.
  package func earlierRescueWords(options: String?, folder: String = ".") -> String? {
    guard let rescue = EarlierRescue.oldest(in: neighbours, folder: folder) else { return nil }
    let region = map.regions.first { $0.neighbours.contains { $0.contains(rescue.address) } }
    return rescue.words(beside: region?.bytes.lowerBound ?? rescue.address, options: options)
  }
}
