package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
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
    WritableDefinitionStore storeWith(DefinitionType<?> type, DefinitionName name, String text) {
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
    void listsFilesThatAreNotDefinitions() throws IOException {
        storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("x"), "{}");
        Path root = folder.resolve("definitions");
        Files.writeString(root.resolve("README.md"), "");
        Files.createDirectories(root.resolve("emr_profile/default"));
        Files.writeString(root.resolve("emr_profile/default/typo.json"), "{}");
        Files.writeString(root.resolve("emr_profiles/default/a b.json"), "{}");
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".git/config"), "");

        assertThat(new DefinitionDirectory(root).otherFiles())
                .extracting(file -> root.relativize(file).toString())
                .containsExactly("README.md", "emr_profile/default/typo.json", "emr_profiles/default/a b.json");
    }

    /** A branch from another author may have links in place of definitions and namespaces. */
    @Test
    void doesNotFollowLinksOutOfTheFolder() throws IOException {
        WritableDefinitionStore store = storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("x"), "{}");
        Path profiles = folder.resolve("definitions/emr_profiles");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path file = Files.writeString(outside.resolve("file.json"), "mine");
        Files.createSymbolicLink(profiles.resolve("default/link.json"), file);
        Files.createSymbolicLink(profiles.resolve("default/dangling.json"), outside.resolve("new.json"));
        Files.createSymbolicLink(profiles.resolve("linked"), outside);

        for (String name : new String[] {"default/link", "default/dangling", "linked/file", "linked/new"}) {
            DefinitionName linked = DefinitionName.parse(name);
            assertThatThrownBy(
                            () -> store.put(new StoredDocument<>(DefinitionType.EMR_PROFILE, linked, "{\"a\": 1}", "")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is outside of");
            assertThatThrownBy(() -> store.get(DefinitionType.EMR_PROFILE, linked))
                    .isInstanceOf(EmrProfileNotFoundException.class);
            store.delete(DefinitionType.EMR_PROFILE, linked);
        }

        assertThat(outside).isDirectoryContaining("glob:**/file.json");
        assertThat(outside.resolve("new.json")).doesNotExist();
        assertThat(file).hasContent("mine");
        assertThat(store.documents(DefinitionType.EMR_PROFILE, "default"))
                .extracting(StoredDocument::name)
                .containsExactly(DefinitionName.of("x"));
        assertThat(store.listNamespaces(DefinitionType.EMR_PROFILE)).containsExactly("default");
    }

    @Test
    void followsLinksWithinTheFolder() throws IOException {
        WritableDefinitionStore store = storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("x"), "{}");
        Path profiles = folder.resolve("definitions/emr_profiles");
        Files.createSymbolicLink(profiles.resolve("same"), profiles.resolve("default"));

        assertThat(store.listNamespaces(DefinitionType.EMR_PROFILE)).containsExactly("default", "same");
    }
}
