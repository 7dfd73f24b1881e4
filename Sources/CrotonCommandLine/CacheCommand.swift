import ArgumentParser
import Croton
import Diagnostics

/// Tells what is in the cache of compiled functions, and keeps it to a size.
package struct CacheCommand<Program: NamedProgram>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "cache",
      abstract: "Show, check, limit and clear the cache of compiled functions.",
      usage: """
        \(Program.name) cache [--limit <size>]
        \(Program.name) cache list|verify|clear [options]
        """,
      discussion: """
        Without a subcommand it prints where the cache is, its size and its limit.
        Example: \(Program.name) cache --limit 1GB
        """,
      subcommands: [
        ListCacheCommand<Program>.self, VerifyCacheCommand<Program>.self,
        ClearCacheCommand<Program>.self,
      ])
  }

  @Option(
    help: ArgumentHelp(
      "The size to keep to from now on, such as 500MB, 1GB or 2GiB, or none; the functions that "
        + "were used least recently go first.",
      valueName: "size"))
  var limit: String?

  package init() {}

  package func validate() throws { _ = try checkUsage { try limit.map(CacheLimit.init) } }

  package func run() throws {
    let cache = try FunctionCache()
    if let limit = try limit.map(CacheLimit.init) {
      let removed = try cache.setLimit(limit.byteCount)
      if removed.count > 0 { try Output.write(CacheText.removed(removed)) }
    }
    try Output.write(CacheText.overview(of: cache))
  }
}

/// Lists the functions in the cache.
struct ListCacheCommand<Program: NamedProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "List the functions in the cache, what was used last first.",
      usage: "\(Program.name) cache list [--json]",
      discussion: "Example: \(Program.name) cache list --json")
  }

  @ParentCommand var cache: CacheCommand<Program>

  @Flag(help: "Print a JSON object only.")
  var json = false

  func validate() throws { try checkUsage { try CacheLimit.checkAbsent(cache.limit) } }

  func run() throws {
    let cache = try FunctionCache()
    try Output.write(
      json ? CacheText.json(of: cache) : CacheText.table(of: cache.entries()))
  }
}

/// Looks for damaged entries.
struct VerifyCacheCommand<Program: NamedProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify",
      abstract: "Check each entry: its digests, owner and permissions.",
      usage: "\(Program.name) cache verify",
      discussion: """
        Damaged entries are set aside, and compiled again when they are needed. Ends with status 1 \
        if there was one.
        Example: \(Program.name) cache verify
        """)
  }

  @ParentCommand var cache: CacheCommand<Program>

  func validate() throws { try checkUsage { try CacheLimit.checkAbsent(cache.limit) } }

  func run() throws {
    let verification = try FunctionCache().verify()
    try Output.write(CacheText.text(of: verification))
    if !verification.damaged.isEmpty { throw ExitCode.failure }
  }
}

/// Removes what can be compiled again.
struct ClearCacheCommand<Program: NamedProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "clear",
      abstract: "Remove all compiled functions, and the sources of what did not compile.",
      usage: "\(Program.name) cache clear [--tuning]",
      discussion: """
        The limit stays, and so do the measurements of 'tune', unless --tuning is given.
        Example: \(Program.name) cache clear
        """)
  }

  @ParentCommand var cache: CacheCommand<Program>

  @Flag(help: "Remove the measurements of 'tune', too.")
  var tuning = false

  func validate() throws { try checkUsage { try CacheLimit.checkAbsent(cache.limit) } }

  func run() throws {
    try Output.write(CacheText.removed(try FunctionCache().clear(tuning: tuning)))
  }
}
