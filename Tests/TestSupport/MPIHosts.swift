import Foundation

/// Two hosts, as Open MPI sees them, which are this machine.
public enum MPIHosts {
  /// The options of `mpirun`: what starts the processes of a host, ssh for real ones, is a shell.
  ///
  /// - Parameter folder: where its file is written.
  public static func options(in folder: String) throws -> [String] {
    let agent = "\(folder)/agent"
    try writeScript("#!/bin/sh\nshift\nexec sh -c \"$*\"\n", to: agent)
    return [
      "--mca", "plm_rsh_agent", agent, "--mca", "routed", "direct", "--mca", "btl", "tcp,self",
      "--mca", "btl_tcp_if_include", "lo", "--mca", "oob_tcp_if_include", "lo", "-host",
      "first,second",
    ]
  }
}
