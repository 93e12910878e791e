package io.github.emrlaunch.client.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converter of a count: a whole number from 1. */
final class Counts implements ITypeConverter<Integer> {
    private static final int MOST = 1000;

    @Override
    public Integer convert(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new TypeConversionException("must be an integer, 1 to %d, got: %s".formatted(MOST, text));
    }
}
