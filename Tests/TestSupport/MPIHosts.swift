import Foundation

/// Two hosts, as Open MPI sees them, which are this machine.
public enum MPIHosts {
  /// The options of `mpirun`: what starts the processes of a host, ssh for real ones, is a shell.
  ///
  /// Each host has a folder of its own for temporary files, as on real ones: where both write the
  /// same files, Open MPI's daemons now and then end with SIGSEGV, or find their folder removed.
  ///
  /// - Parameter folder: where its files are written.
  public static func options(in folder: String) throws -> [String] {
    let agent = "\(folder)/agent"
    try writeScript(
      """
      #!/bin/sh
      TMPDIR="\(folder)/$1"
      export TMPDIR
      mkdir -p "$TMPDIR"
      shift
      exec sh -c "$*"

      """, to: agent)
    return [
      "--mca", "plm_rsh_agent", agent, "--mca", "routed", "direct", "--mca", "btl", "tcp,self",
      "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo", "-host",
      "first,second",
    ]
  }
}
