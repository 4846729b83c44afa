import BenchmarkKit
import Foundation
import KModel
import KPUSim
import NPUGraph
import OpKernels
import RockchipNPU
import Simulation

/// Runs the same networks here and in other runtimes, by turns.
struct PeerBenchmark {
  /// A Python with the peers' packages.
  let python: URL
  /// The list of networks; the script lies beside it.
  let networks: URL

  /// Every network with every peer on one and two threads.
  func figures(_ stopwatch: Stopwatch) throws -> [PeerFigure] {
    let list = try JSONDecoder().decode(NetworkList.self, from: Data(contentsOf: networks))
    let process = try PeerProcess(python: python, networks: networks)
    for note in process.greeting.notes { Self.say(note) }
    var figures: [PeerFigure] = []
    for network in list.networks {
      guard let kmodel = network.kmodel(version: 3) else {
        Self.say("the KPU cannot hold \(network.name)")
        continue
      }
      figures += try rockchipFigures(network, process, stopwatch)
      figures += try floatFigures(network, process, stopwatch)
      let model = LoadedModel(name: network.name, model: kmodel, byteCount: 0)
      for threads in [1, 2] {
        for peer in process.greeting.peers where !Self.isFloat(peer) {
          let ours = try model.run(.set(.best), threads: threads)
          let figure = try pairs(stopwatch.seconds, network, peer, threads, process, ours)
          if let figure { figures.append(figure) }
        }
      }
    }
    for network in list.floatNetworks ?? [] { figures += try floatFigures(network, process, stopwatch) }
    return figures
  }

  /// Whether a peer computes in single precision.
  private static func isFloat(_ peer: String) -> Bool { peer.hasSuffix("f32") }

  /// The network as a graph of floats, against the peers that compute in single precision.
  private func floatFigures(
    _ network: Network, _ process: PeerProcess, _ stopwatch: Stopwatch
  ) throws -> [PeerFigure] {
    let peers = process.greeting.peers.filter(Self.isFloat)
    if peers.isEmpty { return [] }
    let graph = network.floatGraph()
    let input = [UInt8](repeating: 62, count: 4 * network.channels * network.height * network.width)
    var figures: [PeerFigure] = []
    for threads in [1, 2] {
      let program = try GraphProgram(graph, options: RunOptions(threads: threads), math: .deterministic)
      for peer in peers {
        let title = "\(network.name), f32 graph"
        let figure = try pairs(stopwatch.seconds, network, peer, threads, process, name: title) {
          _ = try program.run([input], observe: nil)
        }
        if let figure { figures.append(figure) }
      }
    }
    return figures
  }

  /// The same network with Rockchip's arithmetic, against the peer whose number types are nearest.
  private func rockchipFigures(
    _ network: Network, _ process: PeerProcess, _ stopwatch: Stopwatch
  ) throws -> [PeerFigure] {
    guard let graph = network.rockchipGraph(),
      let peer = process.greeting.peers.first(where: { $0.contains("u8×s8") })
    else { return [] }
    return try [1, 2].compactMap { threads in
      let program = try GraphProgram(graph, options: RunOptions(threads: threads), math: .host)
      let input = [UInt8](repeating: 3, count: network.channels * network.height * network.width)
      return try pairs(stopwatch.seconds, network, peer, threads, process, name: "\(network.name), s8 staged")
      {
        _ = try program.run([input], observe: nil)
      }
    }
  }

  /// Ours and theirs by turns, until ours took its time; at least five pairs after one that does not count.
  private func pairs(
    _ seconds: Double, _ network: Network, _ peer: String, _ threads: Int, _ process: PeerProcess,
    name title: String? = nil, _ work: () throws -> Void
  ) throws -> PeerFigure? {
    let clock = threads == 1 ? Stopwatch.Clock.thread : .wall
    let name = threads == 1 ? "thread" : "wall"
    var (ours, theirs) = (Samples(), Samples())
    try work()
    _ = try process.run(network.name, peer, threads: threads, clock: name)
    var spent = 0.0
    while spent < seconds || ours.milliseconds.count < 5 {
      let start = clock.seconds
      try work()
      let elapsed = clock.seconds - start
      ours.append(elapsed * 1000)
      spent += elapsed
      theirs.append(try process.run(network.name, peer, threads: threads, clock: name))
    }
    return PeerFigure(
      network: title ?? network.name, mmac: Double(network.macs) / 1e6, peer: peer, threads: threads,
      kernels: KernelSet.best.rawValue, ours: ours, theirs: theirs)
  }

  private static func say(_ text: String) { FileHandle.standardError.write(Data("peers: \(text)\n".utf8)) }
}
