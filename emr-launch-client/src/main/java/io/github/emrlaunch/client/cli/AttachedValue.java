package io.github.emrlaunch.client.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Parser of an option with an optional value, which must follow {@code =}. The next argument belongs to the command. */
final class AttachedValue implements IParameterPreprocessor {
    @Override
    @SuppressWarnings({"JdkObsolete", "unchecked"}) // picocli has such a stack.
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (info.containsKey("separator")) {
            return false;
        }
        option.setValue(Integer.valueOf(LocalEmulator.PORT));
        return true;
    }
}
