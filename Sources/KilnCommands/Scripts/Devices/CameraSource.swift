import ImageCodecs
package import Pictures

/// What a script's camera sees: one picture for ever, a folder's pictures one after the other, or a moving
/// pattern.
package final class CameraSource {
  private enum Kind {
    case still(Picture)
    case folder([String])
    case pattern
  }

  private let kind: Kind
  private var count = 0
  /// Whether `pattern` is what is seen, because nobody said anything else.
  package var isPattern: Bool {
    if case .pattern = kind { true } else { false }
  }

  /// Ends of names that a folder's pictures have.
  private static let extensions = ["png", "jpg", "jpeg", "bmp", "ppm", "pgm"]

  /// The picture or folder at a path; the pattern without one.
  ///
  /// - Throws: exit code 3 for what is no picture, and a folder in which there is none.
  package init(_ path: String?) throws(CommandFailure) {
    guard let path else {
      kind = .pattern
      return
    }
    guard Files.isFolder(path) else {
      kind = .still(try Self.picture(path))
      return
    }
    let names = try Files.names(in: path).filter { Self.extensions.contains(Files.pathExtension(of: $0)) }
    guard let first = names.first else {
      throw CommandFailure(
        .file, "--camera \(path): no picture in the folder",
        hints: ["its pictures end in .\(Self.extensions.joined(separator: ", ."))"])
    }
    // A folder of something else is told at once, and not when the script has come to its first snapshot.
    _ = try Self.picture(Files.path(path, first))
    kind = .folder(names.map { Files.path(path, $0) })
  }

  /// The next picture; nil at the end of a folder.
  ///
  /// - Parameter warn: is told of pictures that cannot be read, which are left out.
  package func next(warn: (CommandFailure) -> Void) -> Picture? {
    switch kind {
    case .still(let picture): return picture
    case .pattern:
      defer { count += 1 }
      return CameraPattern.picture(count)
    case .folder(let paths):
      while count < paths.count {
        count += 1
        do throws(CommandFailure) { return try Self.picture(paths[count - 1]) } catch { warn(error) }
      }
      return nil
    }
  }

  private static func picture(_ path: String) throws(CommandFailure) -> Picture {
    let bytes = try Files.read(path)
    do throws(ImageError) { return try ImageDecoder().decode(bytes).picture } catch {
      throw CommandFailure(.file, "\(path): \(error)")
    }
  }
}
