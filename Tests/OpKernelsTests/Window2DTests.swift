import OpKernels
import Testing

@Suite("Window2D")
struct Window2DTests {
  @Test("the sample windows are valid", arguments: NaiveWindow.convolutions)
  func samples(window: Window2D) {
    #expect(window.isValid)
  }

  @Test("taps are those in the image", arguments: -7...7, 1...4)
  func taps(origin: Int, dilation: Int) {
    for size in [1, 5, 6] {
      for kernelSize in [1, 2, 5] {
        let expected = (0..<kernelSize).filter { (0..<size).contains(origin + $0 * dilation) }
        let taps = Window2D.taps(origin: origin, dilation: dilation, kernelSize: kernelSize, size: size)
        #expect(Array(taps) == expected)
      }
    }
  }

  @Test("the greatest numbers neither overflow nor take time")
  func extremes() {
    let huge = Int(Int32.max)
    var window = NaiveWindow.window(1, 3, 3, 1, kernel: 1)
    window.kernelWidth = huge
    window.dilationWidth = huge
    window.strideWidth = huge
    window.paddingLeft = -huge
    window.outputWidth = huge
    #expect(window.isValid)
    #expect(window.columnTaps(at: huge - 1).isEmpty)
    window.paddingLeft = huge
    #expect(window.columnTaps(at: 0) == 1..<2)
    #expect(window.columnTaps(at: 1) == 0..<1)
    #expect(window.columns(reading: 0) == 1..<2)
  }

  @Test("sizes that are no window are invalid")
  func invalid() {
    let window = NaiveWindow.window(4, 4, 4, 4, groups: 2, kernel: 1)
    let changes: [@Sendable (inout Window2D) -> Void] = [
      { $0.groups = 3 }, { $0.groups = 0 }, { $0.strideWidth = 0 }, { $0.dilationHeight = 0 },
      { $0.outputHeight = 0 }, { $0.kernelWidth = 1 << 31 }, { $0.inputChannels = -4 },
    ]
    for change in changes {
      var changed = window
      change(&changed)
      #expect(!changed.isValid)
    }
  }
}
