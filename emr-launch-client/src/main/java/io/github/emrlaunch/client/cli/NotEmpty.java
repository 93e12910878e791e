package io.github.emrlaunch.client.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a text. An empty one is mostly a variable of the shell that isn't set. */
final class NotEmpty implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("must not be empty");
        }
        return text;
    }
}
