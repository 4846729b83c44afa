import Glibc

/// Unites blobs whose rectangles overlap, pass by pass until nothing changes.
///
/// **Source**: omv/img/blob.c, the second half of `imlib_find_blobs`.
package struct BlobMerging: Sendable {
  /// The blobs, in the device's order.
  package private(set) var blobs: [Blob]
  private let margin: Int

  /// Merging of blobs that are not farther apart than `margin`; a negative one asks for overlap.
  package init(_ blobs: [Blob], margin: Int) {
    self.blobs = blobs
    self.margin = min(max(margin, -32_768), 32_767)
  }

  /// Goes through all pairs once; whether anything was united.
  ///
  /// - Parameter isAllowed: Asked for each pair that overlaps.
  package mutating func pass(_ isAllowed: (Blob, Blob) -> Bool) -> Bool {
    let merged = blobs.merged { blob, other in
      guard overlaps(blob, other), isAllowed(blob, other) else { return false }
      blob.unite(with: other)
      return true
    }
    blobs = merged.finds
    return merged.hasMerged
  }

  private func overlaps(_ blob: Blob, _ other: Blob) -> Bool {
    func limited(_ number: Int, _ lowest: Int) -> Int { min(max(number, lowest), 32_767) }
    let x = limited(other.x - margin, -32_768)
    let y = limited(other.y - margin, -32_768)
    let width = limited(other.width + 2 * margin, 0)
    let height = limited(other.height + 2 * margin, 0)
    return blob.x < x + width && blob.y < y + height && x < blob.x + blob.width && y < blob.y + blob.height
  }
}

extension Blob {
  /// Takes another one in: centre and angle are means by pixels.
  mutating func unite(with other: Blob) {
    let (right, bottom) = (max(x + width, other.x + other.width), max(y + height, other.y + other.height))
    x = min(x, other.x)
    y = min(y, other.y)
    width = right - x
    height = bottom - y
    let all = pixels + other.pixels
    guard all > 0 else { return }
    centerX = (centerX * pixels + other.centerX * other.pixels) / all
    centerY = (centerY * pixels + other.centerY * other.pixels) / all
    let (weight, otherWeight) = (Float(pixels), Float(other.pixels))
    let sine = (sinf(rotation) * weight + sinf(other.rotation) * otherWeight) / Float(all)
    let cosine = (cosf(rotation) * weight + cosf(other.rotation) * otherWeight) / Float(all)
    rotation = BoardMath.angle(y: sine, x: cosine)
    pixels = all
    code |= other.code
    count = min(count + other.count, 65_535)
  }
}
