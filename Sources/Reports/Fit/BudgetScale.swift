import Console

/// How many bytes the bars of a page are long: the same for all, so that they compare.
struct BudgetScale {
  /// Bytes of the memory.
  let capacity: Int
  /// Bytes of a whole bar, the capacity or up to half as much again where more is asked for.
  let length: Int

  /// The scale for budgets of one memory.
  init(_ budgets: [MemoryBudget]) {
    capacity = max(1, budgets.first?.capacity ?? 1)
    let longest = budgets.map(\.total).max() ?? 0
    length = max(capacity, min(longest, capacity / 2 * 3))
  }

  /// A budget as a bar, share after share; what is free stays empty.
  func bar(_ budget: MemoryBudget, class name: String = "") -> String {
    let segments = budget.shares.filter { $0.bytes > 0 }.map { share in
      StackedBar.Segment(
        name: share.purpose.rawValue, share: place(share.bytes),
        title: "\(share.name) \(NumberForm.shortBytes(share.bytes))\(share.isEstimate ? " (estimate)" : "")",
        isEstimate: share.isEstimate)
    }
    return StackedBar(segments: segments, limit: place(capacity)).html(class: name)
  }

  /// Sizes along the bars, in thirds of the capacity.
  var axis: String {
    let step = max(1, capacity / 3)
    let marks = stride(from: 0, through: length, by: step).map { bytes in
      let place = place(bytes)
      let side = place > 0.97 ? "right:0" : place == 0 ? "left:0" : "left:\(percent(place));translate:-50%"
      let text = bytes == 0 ? "0" : wholeSize(bytes)
      return "<span style=\"\(side)\">\(text)</span>"
    }
    return "<div class=\"axis\">\(marks.joined())</div>"
  }

  private func place(_ bytes: Int) -> Double { Double(bytes) / Double(length) }
}
