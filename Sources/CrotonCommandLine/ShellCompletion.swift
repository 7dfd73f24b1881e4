/// How a user gets the completion of commands and options in a shell, for the help of a program.
package func shellCompletion(program: String) -> String {
  """
  Completion of commands and options in a shell:
    bash  source <(\(program) --generate-completion-script bash)
    zsh   source <(\(program) --generate-completion-script zsh)
    fish  \(program) --generate-completion-script fish | source
  """
}
