package io.github.emrlaunch.core.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Stack;

/** The directory that a context key names for definitions. */
class DefinitionsDirectoryTest {
    private static Stack stack(String directory) {
        return TestStack.withContext(Map.of(StoredDefinitions.DIRECTORY_CONTEXT, directory))
                .stack();
    }

    @Test
    void rejectsMissingDirectory(@TempDir Path folder) {
        Path directory = folder.resolve("definitions");
        Stack stack = stack(directory.toString());

        assertThatThrownBy(() -> EmrProfile.fromStoredProfile(stack, "Profile", "etl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        ("The directory '%s' of the context key 'emr-launch:definitions-directory' does not exist. "
                                        + "A relative path refers to the app's working directory")
                                .formatted(directory));
    }

    @Test
    void rejectsEmptyPath() {
        Stack stack = stack("");

        assertThatThrownBy(() -> EmrProfile.fromStoredProfile(stack, "Profile", "etl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "The context key 'emr-launch:definitions-directory' must be the path of a directory, got: ''");
    }
}
