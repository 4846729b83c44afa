/// The preload library that gives pseudo-terminals modem lines, as a file of the installation.
package enum ModemShimLibrary {
  /// Its file name.
  package static let fileName = "libModemShim.so"

  /// The places where it may stand, for a tool at `executable` (links followed): beside it, as built; in the prefix's
  /// library folder, as installed.
  package static func candidates(executable: String) -> [String] {
    let name = Files.lastComponent(of: executable)
    let folder = String(executable.dropLast(name.count))
    return [folder + fileName, folder + "../lib/kiln/" + fileName]
  }

  /// The absolute path of the first that is there.
  ///
  /// - Throws: exit code 1 with the places that were looked at.
  package static func find(executable: String) throws(CommandFailure) -> String {
    let candidates = candidates(executable: executable)
    for candidate in candidates where Files.exists(candidate) {
      if let path = resolvedPath(candidate) { return path }
    }
    throw CommandFailure(
      .work, "\(fileName): neither at \(candidates[0]) nor at \(candidates[1])",
      hints: [
        "in a checkout, build it: swift build -c release --product ModemShim",
        "or install anew: make install",
      ])
  }
}
