import Tensors

/// Weights as the NPU reads them: blocks of output and input channels, taps inside.
///
/// A tensor's native shape lists blocks, six numbers each: how many times by output and by input channels, kernel rows
/// and columns, output and input channels of one block; the last of a direction may be smaller. **Source**: 16
/// convolutions whose buffers are used up exactly and whose results equal the vendor's (docs/rockchip.md).
struct WeightBlocks: Equatable {
  /// Logical extents: output channels, input channels, kernel rows and columns; depthwise as 1 and channels.
  let shape: [Int]
  private let blocks: [Block]
  /// Whether each output channel reads one input channel.
  let isDepthwise: Bool

  /// Most numbers of a list: full blocks and a smaller last one in both directions.
  static let numberLimit = 24

  private struct Block: Equatable {
    let outputTimes: Int
    let inputTimes: Int
    let outputs: Int
    let inputs: Int
  }

  /// Reads the description of a tensor; nil when it is no list of blocks for its shape.
  init?(_ tensor: RKNNTensor) {
    let extents = tensor.shape.extents
    guard extents.count == 4, extents.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }), !tensor.nativeShape.isEmpty,
      tensor.nativeShape.count <= Self.numberLimit, tensor.nativeShape.count % 6 == 0
    else { return nil }
    let numbers = tensor.nativeShape.map { Int($0) }
    var blocks: [Block] = []
    for start in stride(from: 0, to: numbers.count, by: 6) {
      let six = numbers[start..<(start + 6)]
      guard six.allSatisfy({ (0...(1 << 16)).contains($0) }), six[start + 2] == extents[2],
        six[start + 3] == extents[3],
        six[start + 4] > 0, six[start + 5] > 0
      else { return nil }
      blocks.append(
        Block(
          outputTimes: six[start], inputTimes: six[start + 1], outputs: six[start + 4], inputs: six[start + 5]
        ))
    }
    shape = extents
    self.blocks = blocks
    isDepthwise = extents[0] == 1 && blocks.allSatisfy { $0.outputs == 1 }
  }

  /// Elements without those that pad; nil when that overflows.
  var logicalCount: Int? {
    let (count, overflow) = (shape[0] * shape[1]).multipliedReportingOverflow(by: shape[2] * shape[3])
    return overflow ? nil : count
  }

  /// Elements that the blocks take; nil when that overflows.
  var elementCount: Int? {
    var sum = 0
    for block in blocks {
      var product = shape[2] * shape[3]
      for factor in [block.outputTimes, block.inputTimes, block.outputs, block.inputs] {
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        product = next
      }
      let (next, overflow) = sum.addingReportingOverflow(product)
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  /// Brings elements into logical order, `[o][i][ky][kx]`; depthwise `[c][ky][kx]`.
  ///
  /// `element` gives the element at a place of the blocks, of which there are ``elementCount``. Channels that only pad a
  /// block are left out; nil when the blocks do not hold all channels.
  func unpacked<Element>(zero: Element, _ element: (Int) -> Element) -> [Element]? {
    let (outputs, inputs, taps) = (shape[0], shape[1], shape[2] * shape[3])
    guard let count = logicalCount, count <= elementCount ?? 0 else { return nil }
    var result = [Element](repeating: zero, count: count)
    var place = 0
    var firstOutput = 0
    var seen = 0
    for row in rows {
      for _ in 0..<row[0].outputTimes {
        var firstInput = 0
        for block in row {
          for _ in 0..<block.inputTimes {
            // Depthwise blocks divide the channels, which stand for the input channels.
            let (outputLanes, inputLanes) = (
              max(0, min(block.outputs, outputs - firstOutput)),
              max(0, min(block.inputs, inputs - firstInput))
            )
            for output in 0..<outputLanes {
              for input in 0..<inputLanes {
                let target = ((firstOutput + output) * inputs + firstInput + input) * taps
                for tap in 0..<taps {
                  result[target + tap] = element(
                    place + (tap * block.outputs + output) * block.inputs + input)
                }
              }
            }
            seen += outputLanes * inputLanes * taps
            place += taps * block.outputs * block.inputs
            firstInput += block.inputs
          }
        }
        firstOutput += row[0].outputs
      }
    }
    return seen == count ? result : nil
  }

  /// A first layer's weights in rows of their own: kernel rows, output channels, then columns of four channels each, as
  /// RK3576 has them for one group of output channels.
  func rows<Element>(of byteCount: Int, _ element: (Int) -> Element) -> [Element] {
    let (outputs, inputs, height, width) = (shape[0], shape[1], shape[2], shape[3])
    var result: [Element] = []
    result.reserveCapacity(outputs * inputs * height * width)
    for output in 0..<outputs {
      for input in 0..<inputs {
        for row in 0..<height {
          for column in 0..<width {
            result.append(element((row * outputs + output) * byteCount + 4 * column + input))
          }
        }
      }
    }
    return result
  }

  /// The blocks that share their output channels.
  private var rows: [[Block]] {
    if isDepthwise {
      // Blocks of channels follow each other whichever of the two numbers counts them.
      return [
        blocks.map {
          Block(outputTimes: 1, inputTimes: $0.outputTimes * $0.inputTimes, outputs: 1, inputs: $0.inputs)
        }
      ]
    }
    var rows: [[Block]] = []
    for block in blocks {
      if let last = rows.last?.last, last.outputs == block.outputs, last.outputTimes == block.outputTimes,
        last.inputs != block.inputs
      {
        rows[rows.count - 1].append(block)
      } else {
        rows.append([block])
      }
    }
    return rows
  }
}
