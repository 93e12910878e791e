package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folders of the buckets, {@code <directory>/s3/<bucket>}, with a file for each object. {@link ObjectNames} defines the file names.
 * Files that others write there are objects, too. Symbolic links in a bucket are not followed, so that no key refers to a file outside of
 * it.
 *
 * <p>All state is in files: an object gets its final name when it is complete.
 */
final class BucketFolders {
    /** The order in which S3 lists keys: by their bytes in UTF-8, which is the order of their code points. */
    static final Comparator<String> KEY_ORDER = (one, other) -> {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                // A surrogate is part of a code point that is greater than all single characters.
                boolean surrogates = Character.isSurrogate(one.charAt(i)) == Character.isSurrogate(other.charAt(i));
                return surrogates
                        ? Character.compare(one.charAt(i), other.charAt(i))
                        : Character.isSurrogate(one.charAt(i)) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    };

    private static final Pattern NAME =
            Pattern.compile("(?!xn--|sthree-|amzn-s3-demo-)(?!.*\\.\\.)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)"
                    + "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)");

    private final Path root;
    private final ObjectRecords records;

    /** @param root the folder of all buckets; other names in it start with a dot */
    BucketFolders(Path root) {
        this.root = root;
        this.records = new ObjectRecords(root.resolve(".objects"));
    }

    /**
     * Returns whether S3 accepts this name, see <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>.
     */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    Path root() {
        return root;
    }

    /** Returns the folder of a bucket, which may not exist. */
    Path folder(String bucket) {
        if (!isName(bucket)) {
            throw AwsException.of("InvalidBucketName", 400, "The specified bucket is not valid.");
        }
        return root.resolve(bucket);
    }

    boolean exists(String bucket) {
        return isName(bucket) && Files.isDirectory(folder(bucket));
    }

    void require(String bucket) {
        folder(bucket);
        if (!exists(bucket)) {
            throw S3Errors.noSuchBucket(bucket);
        }
    }

    /** Returns the names of all buckets, sorted. */
    List<String> all() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
                folders.forEach(folder -> names.add(folder.getFileName().toString()));
            }
        }
        return names.stream().filter(BucketFolders::isName).sorted().toList();
    }

    Instant created(String bucket) throws IOException {
        return Files.readAttributes(folder(bucket), BasicFileAttributes.class)
                .creationTime()
                .toInstant();
    }

    void create(String bucket) throws IOException {
        Files.createDirectories(folder(bucket));
    }

    /** Deletes a bucket without objects. */
    synchronized void remove(String bucket) throws IOException {
        require(bucket);
        Path folder = folder(bucket);
        if (hasFiles(folder)) {
            throw AwsException.of(
                    "BucketNotEmpty", 409, "The bucket you tried to delete is not empty", Map.of("BucketName", bucket));
        }
        removeTree(folder);
        removeTree(root.resolve(".objects").resolve(bucket));
    }

    /** Returns the object with a key; empty when there is none. */
    Optional<StoredObject> find(String bucket, String key) throws IOException {
        Path file = path(bucket, key);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            file = file.resolve(ObjectNames.OBJECT);
        }
        return isBehindLink(bucket, file) ? Optional.empty() : read(bucket, key, file);
    }

    /** Returns the object in a file; empty when the file does not exist. */
    Optional<StoredObject> read(String bucket, String key, Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(records.read(
                    bucket,
                    key,
                    file,
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Returns the files of all keys with a prefix, sorted by key. */
    SortedMap<String, Path> keys(String bucket, String prefix) throws IOException {
        SortedMap<String, Path> keys = new TreeMap<>(KEY_ORDER);
        Path folder = folder(bucket);
        int slash = prefix.lastIndexOf('/');
        Path start = slash < 0 ? folder : path(bucket, prefix.substring(0, slash));
        if (isBehindLink(bucket, start.resolve("any"))) {
            return keys;
        }
        visitFiles(start, file -> ObjectNames.key(names(folder, file))
                .filter(key -> key.startsWith(prefix))
                .ifPresent(key -> keys.put(key, file)));
        return keys;
    }

    /** Returns the folder of multipart uploads in progress. */
    Path uploads() {
        return root.resolve(".uploads");
    }

    /** Creates a file for content without a key yet. */
    Path temporary() throws IOException {
        Path folder = root.resolve(".incoming");
        Files.createDirectories(folder);
        return folder.resolve(UUID.randomUUID().toString());
    }

    /** Moves content to the file of a key. Replaces an existing object. */
    synchronized StoredObject put(String bucket, String key, Path content, String etag, ObjectNode attributes)
            throws IOException {
        require(bucket);
        Path file = path(bucket, key);
        makeFoldersOf(folder(bucket), file);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            file = file.resolve(ObjectNames.OBJECT);
        }
        if (isBehindLink(bucket, file)) {
            throw S3Errors.invalidArgument("The key leads through a symbolic link of the bucket's folder", "Key", key);
        }
        move(content, file);
        BasicFileAttributes written = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        records.write(bucket, key, written, etag, attributes);
        return records.read(bucket, key, file, written);
    }

    private static void move(Path content, Path file) throws IOException {
        try {
            Files.move(content, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            // The folder of the bucket is a link to another file system.
            Files.move(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Deletes an object, and the folders that only it was in.
     *
     * @return whether the object existed
     */
    synchronized boolean delete(String bucket, String key) throws IOException {
        Optional<StoredObject> found = find(bucket, key);
        if (found.isEmpty()) {
            return false;
        }
        Path file = found.get().file();
        Files.deleteIfExists(file);
        records.remove(bucket, key);
        Path folder = folder(bucket);
        for (Path parent = file.getParent(); parent != null && !parent.equals(folder); parent = parent.getParent()) {
            try {
                Files.delete(parent);
            } catch (DirectoryNotEmptyException | NoSuchFileException others) {
                break;
            }
        }
        return true;
    }

    /** Returns the path of a key. The path can be a folder; then the object is in a special file of that folder. */
    private Path path(String bucket, String key) {
        Path path = folder(bucket);
        for (String name : ObjectNames.names(key)) {
            path = path.resolve(name);
        }
        return path;
    }

    private static List<String> names(Path folder, Path file) {
        List<String> names = new ArrayList<>();
        folder.relativize(file).forEach(name -> names.add(name.toString()));
        return names;
    }

    /** Creates the folders of a file. When an object has the name of such a folder, it is moved into the folder. */
    private void makeFoldersOf(Path bucket, Path file) throws IOException {
        Path folder = bucket;
        for (Path name : bucket.relativize(file)) {
            folder = folder.resolve(name);
            if (folder.equals(file)) {
                return;
            }
            if (Files.isRegularFile(folder, LinkOption.NOFOLLOW_LINKS)) {
                Path aside = temporary();
                Files.move(folder, aside);
                Files.createDirectory(folder);
                Files.move(aside, folder.resolve(ObjectNames.OBJECT));
            } else {
                Files.createDirectories(folder);
            }
        }
    }

    private boolean isBehindLink(String bucket, Path file) {
        Path folder = folder(bucket);
        for (Path parent = file.getParent(); parent != null && !parent.equals(folder); parent = parent.getParent()) {
            if (Files.isSymbolicLink(parent)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        visitFiles(folder, files::add);
        return !files.isEmpty();
    }

    private static void visitFiles(Path folder, Consumer<Path> visitor) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        // The folder of a bucket can be a link to data in another location.
        Path real = folder.toRealPath();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    visitor.accept(folder.resolve(real.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException goneSince) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
