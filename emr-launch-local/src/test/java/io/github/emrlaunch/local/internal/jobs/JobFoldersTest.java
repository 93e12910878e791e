package io.github.emrlaunch.local.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JobFoldersTest {
    @TempDir
    private Path directory;

    @Test
    void deletesOldFilesAndLocksTheRootFolder() throws Exception {
        Path left = Files.createDirectories(directory.resolve("emr/s-1/deep"));
        Files.writeString(left.resolve("file"), "x");
        Path target = Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(target.resolve("stays"), "x");
        Files.createSymbolicLink(left.resolve("link"), target);

        try (JobFolders first = JobFolders.below(directory, "emr");
                JobFolders second = JobFolders.below(directory, "emr")) {
            assertThat(first.root()).isEqualTo(directory.toRealPath().resolve("emr"));
            assertThat(first.make("s-1")).isEmptyDirectory();
            assertThat(second.root()).isEqualTo(directory.toRealPath().resolve("emr-2"));
        }
        assertThat(target.resolve("stays")).exists();
        try (JobFolders again = JobFolders.below(directory, "emr")) {
            assertThat(again.root()).isEqualTo(directory.toRealPath().resolve("emr"));
        }
    }

    /** A folder that a job made unreadable must not prevent the end of a cluster or a start with the same directory. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void usesAnotherFolderWhenFilesCannotBeDeleted() throws Exception {
        Path closed;
        try (JobFolders folders = JobFolders.below(directory, "emr")) {
            closed = Files.createDirectories(folders.make("j-1").resolve("closed"));
            Files.writeString(closed.resolve("file"), "x");
            Files.writeString(folders.make("j-1").resolve("open"), "x");
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            assumeFalse(Files.isReadable(closed), "this user, such as root, may read everything");

            folders.delete("j-1");

            assertThat(folders.root().resolve("j-1/open")).doesNotExist();
        }
        try (JobFolders next = JobFolders.below(directory, "emr")) {
            assertThat(next.root()).isEqualTo(directory.toRealPath().resolve("emr-2"));
            assertThat(next.make("j-1")).isEmptyDirectory();
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
        try (JobFolders again = JobFolders.below(directory, "emr")) {
            assertThat(again.make("j-1")).isEmptyDirectory();
        }
    }

    /** A process that is ending deletes its files at the same time. */
    @Test
    void deletesFolderWhileAnotherThreadDeletesItsFiles() throws Exception {
        try (JobFolders folders = JobFolders.below(directory, "emr")) {
            Path folder = folders.make("j-1");
            for (int i = 0; i < 2000; i++) {
                Files.createFile(folder.resolve("file-" + i));
            }
            Thread other = new Thread(() -> removeAll(folder));
            other.start();
            folders.delete("j-1");
            other.join();

            assertThat(folder).doesNotExist();
        }
    }

    private static void removeAll(Path folder) {
        for (int i = 1999; i >= 0; i--) {
            try {
                Files.deleteIfExists(folder.resolve("file-" + i));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
