/// The box shapes of a network with several outputs: a row for each, the finest grid first.
///
/// **Units**: pixels of the network's input.
public struct HeadAnchors: Sendable, Equatable {
  /// The most rows taken; published networks have 4 at most.
  public static let limit = 8

  /// What YOLOv5's networks for COCO start from, at strides 8, 16 and 32.
  ///
  /// Those trained on other pictures often keep them.
  ///
  /// **Source**: `yolov5s.yaml` and its siblings; the same numbers in rknn_model_zoo.
  public static let coco = HeadAnchors(rows: [
    Anchors(trusted: [10, 13, 16, 30, 33, 23]), Anchors(trusted: [30, 61, 62, 45, 59, 119]),
    Anchors(trusted: [116, 90, 156, 198, 373, 326]),
  ])

  /// The rows, the finest grid's first.
  public let rows: [Anchors]

  init(rows: [Anchors]) { self.rows = rows }

  /// Reads `coco`, or rows `w,h,w,h,…` with `/` between them; spaces and brackets are allowed.
  ///
  /// - Throws: `DetectionError` naming the piece that is no positive number (counted over all rows), or a
  ///   count that cannot be.
  public init(parsing text: String) throws(DetectionError) {
    guard text != "coco" else {
      self = .coco
      return
    }
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count <= Self.limit else { throw DetectionError(kind: .anchorRows(found: pieces.count)) }
    var rows: [Anchors] = []
    for piece in pieces {
      do throws(DetectionError) {
        rows.append(try Anchors(parsing: String(piece)))
      } catch {
        guard case .anchorNumber(let position, let found) = error.kind else { throw error }
        let before = rows.reduce(0) { $0 + 2 * $1.shapes.count }
        throw DetectionError(kind: .anchorNumber(position: before + position, found: found))
      }
    }
    self.rows = rows
  }

  /// A row for each of `count` outputs; a single row is dealt out evenly, as lists without rows mean it.
  ///
  /// Nil when the rows are not as many, or the single one does not come out even.
  func dealt(to count: Int) -> [Anchors]? {
    if rows.count == count { return rows }
    guard rows.count == 1, let shapes = rows.first?.shapes, (1...Self.limit).contains(count),
      shapes.count.isMultiple(of: count)
    else { return nil }
    let share = shapes.count / count
    return (0..<count).map { Anchors(shapes: Array(shapes[$0 * share..<($0 + 1) * share])) }
  }
}
