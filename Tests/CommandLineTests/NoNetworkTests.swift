#if os(Linux)
  import CommandLineTestSupport
  import Foundation
  import Testing

  /// Nothing is downloaded at run time: no command opens a socket to another machine, and neither
  /// does a compiler that it runs.
  struct NoNetworkTests {
    /// In place of the C library's functions, in programs that it is loaded into.
    private static let library = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <netdb.h>
      #include <stdlib.h>
      #include <sys/socket.h>

      int socket(int family, int type, int protocol) {
        if (family == AF_INET || family == AF_INET6) abort();
        int (*next)(int, int, int) = (int (*)(int, int, int))dlsym(RTLD_NEXT, "socket");
        return next(family, type, protocol);
      }

      int connect(int file, const struct sockaddr *address, socklen_t size) {
        if (address->sa_family == AF_INET || address->sa_family == AF_INET6) abort();
        int (*next)(int, const struct sockaddr *, socklen_t) =
            (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
        return next(file, address, size);
      }

      int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                      struct addrinfo **result) {
        (void)name, (void)service, (void)hints, (void)result;
        abort();
      }

      """

    private func withoutNetwork(_ body: (Program) throws -> Void) throws {
      try withCroton { croton in
        try Data(Self.library.utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/none.c"))
        let compilation = try Program(path: "/usr/bin/cc", folder: croton.folder)
          .run("-shared -fPIC -Wall -Werror -o none.so none.c -ldl")
        #expect(compilation.status == 0, "\(compilation.errors)")
        try body(
          Program(
            path: croton.path, folder: croton.folder,
            changes: ["LD_PRELOAD": "\(croton.folder)/none.so"]
          ).withOwnCache)
      }
    }

    @Test func noCommandOpensASocket() throws {
      try withoutNetwork { croton in
        for command in [
          "compile softmax --data digits --batch-size 5",
          "train softmax --data digits --batch-size 5 --epochs 2 --run runs/a --tensorboard",
          "train softmax --resume runs/a --epochs 3",
          "evaluate softmax --load runs/a", "predict softmax --load runs/a", "report runs/a",
          "verify runs/a", "export softmax --load runs/a --npz a.npz",
          "import softmax a.npz --data digits --save a.safetensors",
          "gradcheck softmax --data digits",
          "sweep softmax --data digits --batch-size 5 --epochs 1 --vary learning-rate=0.1,0.2",
          "bench softmax --data digits --batch-size 5 --steps 1",
          "generate softmax --data digits --batch-size 5 --standalone c",
          "data show digits", "summary softmax --data digits --batch-size 5",
          "explain softmax --data digits --batch-size 5",
          "tune softmax --data digits --batch-size 5", "max-pool-demo",
          "new net", "doctor", "cache", "cache verify", "--version", "--help",
        ] {
          let result = try croton.run(command)
          #expect(result.status == 0, "\(command): \(result.errors)")
        }
      }
    }

    /// The library ends whoever does open one.
    @Test func aSocketWouldBeSeen() throws {
      try withoutNetwork { croton in
        let bash = Program(
          path: "/bin/bash", folder: croton.folder,
          changes: ["LD_PRELOAD": "\(croton.folder)/none.so"])
        #expect(try bash.run(["-c", ": </dev/tcp/127.0.0.1/9"]).status == -SIGABRT)
        // The same in what a command starts: the compiler.
        let text = """
          #include <sys/socket.h>
          int main(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0; }

          """
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/cc.c"))
        let built = try Program(path: "/usr/bin/cc", folder: croton.folder).run("-o cc cc.c")
        #expect(built.status == 0)
        let program = Program(
          path: croton.path, folder: croton.folder,
          changes: ["LD_PRELOAD": "\(croton.folder)/none.so", "CC": "\(croton.folder)/cc"]
        ).withOwnCache
        let result = try program.run("compile softmax --data digits --batch-size 5")
        #expect(result.status == 1)
        #expect(
          result.errors.hasPrefix("Error: the C compiler was ended by signal 6 on 'train'\n"),
          "\(result.errors)")
      }
    }
  }
#endif
