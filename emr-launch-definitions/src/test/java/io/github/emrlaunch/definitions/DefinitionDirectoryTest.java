package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionDirectoryTest extends DefinitionStoreContract {
    @TempDir
    Path folder;

    @Override
    DefinitionStore storeWith(DefinitionType<?> type, DefinitionName name, String text) {
        Path file = folder.resolve("definitions")
                .resolve(type.folder())
                .resolve(name.namespace())
                .resolve(name.name() + ".json");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DefinitionDirectory(folder.resolve("other/../definitions"));
    }

    @Test
    void isNeverLeft() throws IOException {
        DefinitionStore store = storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("x"), "{}");
        Files.writeString(folder.resolve("definitions").resolve("secret.json"), "{}");

        assertThatThrownBy(() -> store.get(DefinitionType.EMR_PROFILE, new DefinitionName("..", "secret")))
                .isInstanceOf(EmrProfileNotFoundException.class);
    }
}
