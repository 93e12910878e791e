package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.DefinitionName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converter of NAMESPACE/NAME, or of a NAME in the default namespace. */
final class Names implements ITypeConverter<DefinitionName> {
    @Override
    public DefinitionName convert(String text) {
        try {
            return text.contains("/") ? DefinitionName.parse(text) : DefinitionName.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
