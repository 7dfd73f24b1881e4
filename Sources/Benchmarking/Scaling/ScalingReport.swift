/// What a prediction of scaling gives: what `scale` prints as JSON.
public struct ScalingReport: Codable, Sendable, Equatable {
  /// The prediction for a number of processes.
  public struct Point: Codable, Sendable, Equatable {
    /// The number of processes.
    public let ranks: Int
    /// The images of the process that has the most.
    public let imagesPerRank: Int
    /// Milliseconds of a training step.
    public let stepMilliseconds: Double
    /// How many times as many images a second as one process has.
    public let speedup: Double
    /// The speed-up as a fraction of the number of processes.
    public let efficiency: Double
    /// The fraction of a step in which processes wait for messages.
    public let communicationShare: Double

    // The names in the JSON that `scale` prints.
    private enum CodingKeys: String, CodingKey {
      case ranks
      case imagesPerRank = "images_per_rank"
      case stepMilliseconds = "step_ms"
      case speedup
      case efficiency
      case communicationShare = "communication_share"
    }
  }

  /// The name of the model.
  public let model: String
  /// The number of images in a minibatch of one process.
  public let batchSize: Int
  /// The number of threads of each process.
  public let threads: Int
  /// What the processes exchange messages over.
  public let network: Interconnect
  /// The most bytes of a bucket of sums.
  public let bucketBytes: Int
  /// The number of sums over all processes in a step.
  public let sums: Int
  /// The bytes of all these sums, without what lies between them in buckets.
  public let sumBytes: Int
  /// 10^9 bytes a second of an array that are added to another one, measured.
  public let additionGigabytesPerSecond: Double
  /// Milliseconds of a step of one process, the sum of its kernels, measured.
  public let stepMilliseconds: Double
  /// The same minibatch for any number of processes, as far as they can share it.
  public let strong: [Point]
  /// The most processes that can share a minibatch.
  public let mostRanks: Int
  /// Minibatches that grow with the number of processes, as far as these can share them.
  public let weak: [Point]
  /// The numbers of processes that a minibatch that has grown as much is too small for.
  public let weakRefused: [Int]

  // The names in the JSON that `scale` prints.
  private enum CodingKeys: String, CodingKey {
    case model
    case batchSize = "batch_size"
    case threads
    case network
    case bucketBytes = "bucket_bytes"
    case sums
    case sumBytes = "sum_bytes"
    case additionGigabytesPerSecond = "addition_gb_per_s"
    case stepMilliseconds = "step_ms"
    case strong
    case mostRanks = "most_ranks"
    case weak
    case weakRefused = "weak_refused"
  }
}
