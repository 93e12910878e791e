package io.github.emrlaunch.client.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converter of the name of an execution to start. A dry run checks it, too. */
final class ExecutionNames implements ITypeConverter<String> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,80}");

    @Override
    public String convert(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new TypeConversionException("must be 1 to 80 letters, digits, _, . and -, got: " + text);
        }
        return text;
    }
}
