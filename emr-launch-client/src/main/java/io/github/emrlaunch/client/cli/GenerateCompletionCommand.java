package io.github.emrlaunch.client.cli;

import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "generate-completion",
        description = {
            "Prints what makes bash and zsh complete commands, options, and what is stored: names, overrides,"
                    + " executions.",
            "Run: source <(emr-launch generate-completion)"
        })
@SuppressWarnings("NullAway.Init")
final class GenerateCompletionCommand implements Runnable {
    /**
     * The script contains commands and options. It reads stored names from AWS. A stored text is data: the shell never evaluates it. Bash
     * splits arguments at the characters of COMP_WORDBREAKS and replaces only the last part.
     */
    private static final String STORED = """

        function _emr_launch_stored() {
          _complete_emr-launch
          # For zsh the blank that ends a word is part of it, or there is none.
          if [[ -n ${ZSH_VERSION-} && ${#COMPREPLY[@]} -gt 0 ]]; then
            COMPREPLY=("${COMPREPLY[@]/%%/ }")
          fi
          local line="${COMP_LINE:0:$COMP_POINT}"
          local word="${line##*[[:space:]]}"
          [[ $COMP_CWORD -ge 2 && $word != -* ]] || return 0
          case "${COMP_WORDS[1]}" in
            %s) ;;
            *) return 0 ;;
          esac
          local candidate last="" before=""
          if [[ ${COMP_WORDBREAKS-} == *:* ]]; then
            before="${word%%"${word##*[:=]}"}"
          fi
          while IFS= read -r candidate; do
            if [[ $candidate == "$word"* ]]; then
              last="$candidate"
              if [[ -n ${ZSH_VERSION-} && $candidate != *[:=] ]]; then
                candidate="$candidate "
              fi
              COMPREPLY+=("${candidate#"$before"}")
            fi
          done < <(command "$1" complete "$line" 2>/dev/null)
          # A value, or the name of an execution, follows at once.
          if [[ $last == *[:=] && -n ${BASH_VERSION-} ]]; then
            compopt -o nospace
          fi
          return 0
        }
        if [[ -n ${ZSH_VERSION-} ]]; then
          complete -o nospace -o default -F _emr_launch_stored emr-launch
        else
          complete -o default -F _emr_launch_stored emr-launch
        fi
        """;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandSpec root = spec.root();
        String commands = root.subcommands().entrySet().stream()
                .filter(command -> Candidates.areStored(command.getValue().getCommandSpec()))
                .map(command -> command.getKey())
                .collect(Collectors.joining("|"));
        EmrLaunch emrLaunch = (EmrLaunch) root.userObject();
        emrLaunch
                .terminal()
                .printScript(AutoComplete.bash(root.name(), root.commandLine()) + STORED.formatted(commands));
    }
}
