package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Measures the size of a growing folder. The interval grows with its number of files. */
final class FolderSize {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);
    /** The maximum share of time for measuring, as its reciprocal. */
    private static final int SHARE = 20;

    private final Path folder;
    private long next = System.nanoTime();

    FolderSize(Path folder) {
        this.folder = folder;
    }

    /**
     * Whether the folder was measured and has more bytes than the limit.
     *
     * @param needed stops the measurement when it returns false
     */
    boolean exceeds(long limit, BooleanSupplier needed) throws IOException {
        long begin = System.nanoTime();
        if (begin - next < 0) {
            return false;
        }
        Sum sum = new Sum(limit, needed);
        Files.walkFileTree(folder, sum);
        long end = System.nanoTime();
        next = end + Math.max(PAUSE, (end - begin) * SHARE);
        return sum.bytes > limit;
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private final long limit;
        private final BooleanSupplier needed;
        private long bytes;

        Sum(long limit, BooleanSupplier needed) {
            this.limit = limit;
            this.needed = needed;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return needed.getAsBoolean() && !Thread.currentThread().isInterrupted()
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return bytes > limit ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            // The job has deleted it, or has removed the permission to read it.
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
