/// The borders between a dark and a light region: for each pair, the points half-way between their pixels.
///
/// The device names a pair by 32 bits that two large numbers do not fit; here no pairs are mistaken for others, and
/// borders come in the order in which rows meet them rather than by a hash.
/// **Source**: omv/img/apriltag.c (`apriltag_quad_thresh`).
struct RegionBorders {
  /// A place in half pixels.
  struct Point {
    var x: Int32
    var y: Int32
  }

  private(set) var borders: [[Point]] = []

  init(_ map: ContrastMap) {
    var regions = Regions(map)
    var places: [Pair: Int] = [:]
    let (width, shades) = (map.width, map.shades)
    for y in 1..<max(1, map.height - 1) {
      for x in 1..<max(1, width - 1) {
        let here = y * width + x
        guard shades[here] != ContrastMap.flat else { continue }
        for (dx, dy) in [(1, 0), (0, 1)] {
          let there = here + dy * width + dx
          guard Int(shades[here]) + Int(shades[there]) == 255 else { continue }
          let (first, second) = (regions.region(of: here), regions.region(of: there))
          let pair = Pair(least: min(first, second), greatest: max(first, second))
          let place = places[pair] ?? borders.count
          if place == borders.count {
            places[pair] = place
            borders.append([])
          }
          borders[place].append(Point(x: Int32(2 * x + dx), y: Int32(2 * y + dy)))
        }
      }
    }
  }

  private struct Pair: Hashable {
    let least: Int32
    let greatest: Int32
  }

  /// Which pixels hang together: dark ones side by side, light ones by corners, too.
  private struct Regions {
    /// For each pixel another of its region; the region's own number is one that names itself.
    private var parents: [Int32]

    init(_ map: ContrastMap) {
      parents = (0..<Int32(map.shades.count)).map { $0 }
      let (width, shades) = (map.width, map.shades)
      for y in 0..<max(0, map.height - 1) {
        for x in 1..<max(1, width - 1) {
          let here = y * width + x
          guard shades[here] != ContrastMap.flat else { continue }
          let isLight = shades[here] == ContrastMap.light
          let neighbours = isLight ? [1, width, width - 1, width + 1] : [1, width]
          for offset in neighbours where shades[here + offset] == shades[here] {
            let (first, second) = (region(of: here), region(of: here + offset))
            if first != second { parents[Int(max(first, second))] = min(first, second) }
          }
        }
      }
    }

    mutating func region(of place: Int) -> Int32 {
      var place = Int32(place)
      while parents[Int(place)] != place {
        // Half of the way is cut short for the next time.
        parents[Int(place)] = parents[Int(parents[Int(place)])]
        place = parents[Int(place)]
      }
      return place
    }
  }
}
