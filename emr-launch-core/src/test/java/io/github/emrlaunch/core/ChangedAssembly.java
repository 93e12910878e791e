package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a cloud assembly that a test changes. */
public final class ChangedAssembly {
    private ChangedAssembly() {}

    /** Copies the files of a cloud assembly into a folder. */
    public static Path copy(Path assembly, Path folder) {
        try (Stream<Path> files = Files.list(assembly)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** Copies a cloud assembly and changes the template of its stack {@code Stack}. */
    public static Path copy(Path assembly, Path folder, UnaryOperator<String> change) {
        copy(assembly, folder);
        changeTemplate(folder, change);
        return folder;
    }

    /** Changes the template of the stack {@code Stack}. */
    public static void changeTemplate(Path assembly, UnaryOperator<String> change) {
        Path template = assembly.resolve("Stack.template.json");
        try {
            String before = Files.readString(template);
            String after = change.apply(before);
            assertThat(after).isNotEqualTo(before);
            Files.writeString(template, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
