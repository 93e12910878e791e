package io.github.emrlaunch.client.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converter of a text that must not be empty. Usually an empty text is a shell variable that is not set. */
final class NotEmpty implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("must not be empty");
        }
        return text;
    }
}
