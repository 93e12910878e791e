package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.NearestNames;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of the definition types on the command line, in the plural, for usage messages and completion. */
final class TypeWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return words().stream().map(word -> word + "s").iterator();
    }

    private static List<String> words() {
        return DefinitionType.all().stream().<String>map(DefinitionType::word).toList();
    }

    /** Parses a name in the singular or the plural. */
    static final class Converter implements ITypeConverter<DefinitionType<?>> {
        @Override
        public DefinitionType<?> convert(String text) {
            for (DefinitionType<?> type : DefinitionType.all()) {
                if (text.equals(type.word()) || text.equals(type.word() + "s")) {
                    return type;
                }
            }
            List<String> near = NearestNames.to(text, words());
            throw new TypeConversionException("there are %s, got: %s%s"
                    .formatted(
                            String.join("s, ", words()) + "s",
                            text,
                            near.isEmpty() ? "" : ". Did you mean %ss?".formatted(near.get(0))));
        }
    }
}
