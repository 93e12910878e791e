package io.github.emrlaunch.local.spark.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The S3 of the local emulator for Hadoop and Spark, under the schemes {@code s3}, {@code s3a} and {@code s3n}. Each request is made with
 * the job's role, so that S3 authorizes it as on AWS. Environment variables have the endpoint and the credentials:
 * {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID} and {@code AWS_SESSION_TOKEN}.
 */
public class S3FileSystem extends FileSystem {
    private static final long BLOCK = 64L << 20;
    private static final String FOLDER_MARK = "_$folder$";
    private static final FsPermission ALL = new FsPermission((short) 0777);
    private static final FsPermission FILE = new FsPermission((short) 0666);

    private URI uri = URI.create("s3:///");
    private String user = "";
    private Path workingDirectory = new Path("/");
    private S3HttpClient client = new S3HttpClient(new S3Settings("", "", "", "", BLOCK));

    private final Map<String, String> environment;

    /** Hadoop calls this, and {@link #initialize} next. */
    public S3FileSystem() {
        this(System.getenv());
    }

    S3FileSystem(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** A call of S3. */
    private interface Call<T> {
        T run() throws IOException;
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        super.initialize(name, conf);
        setConf(conf);
        String bucket = name.getAuthority();
        if (bucket == null || bucket.isEmpty()) {
            throw new IOException(
                    "The address '" + name + "' names no bucket: write " + name.getScheme() + "://BUCKET/KEY");
        }
        uri = URI.create(name.getScheme() + "://" + bucket);
        user = System.getProperty("user.name", "hadoop");
        workingDirectory = new Path("/user/" + user).makeQualified(uri, new Path(uri.toString(), "/"));
        client = new S3HttpClient(S3Settings.of(conf, environment));
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public String getScheme() {
        return uri.getScheme();
    }

    @Override
    public Path getWorkingDirectory() {
        return workingDirectory;
    }

    @Override
    public void setWorkingDirectory(Path path) {
        workingDirectory = makeQualified(path);
    }

    @Override
    public Path getHomeDirectory() {
        return makeQualified(new Path("/user/" + user));
    }

    @Override
    public long getDefaultBlockSize(Path path) {
        return BLOCK;
    }

    /** Returns null: there are no tokens. */
    @Override
    public @Nullable String getCanonicalServiceName() {
        return null;
    }

    private S3Location location(Path path) {
        Path qualified = makeQualified(path);
        checkPath(qualified);
        return S3Location.of(qualified);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        S3Location at = location(path);
        Optional<java.nio.file.Path> uncommitted = UncommittedFiles.find(at);
        if (uncommitted.isPresent()) {
            return getLocal(getConf()).open(new Path(uncommitted.get().toUri()), bufferSize);
        }
        FileStatus status = getFileStatus(path);
        if (status.isDirectory()) {
            throw new FileNotFoundException("Can't open " + makeQualified(path) + " because it is a directory");
        }
        String etag = status instanceof EtagSource source ? source.getEtag() : "";
        return new FSDataInputStream(new S3InputStream(
                (from, length) -> {
                    statistics.incrementBytesRead(length);
                    return call("open", path, () -> client.get(at, from, length, etag));
                },
                status.getLen()));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            @Nullable Progressable progress)
            throws IOException {
        S3Location at = location(path);
        if (at.isBucket()) {
            throw new FileAlreadyExistsException(makeQualified(path) + " is a bucket");
        }
        // A role that may write but not read can write.
        Optional<FileStatus> status = overwrite ? Optional.empty() : find(path);
        if (status.isPresent()) {
            throw new FileAlreadyExistsException(
                    makeQualified(path) + (status.get().isDirectory() ? " is a directory" : " already exists"));
        }
        S3OutputStream out = new S3OutputStream(file -> call("create", path, () -> {
            if (at.isUncommitted()) {
                UncommittedFiles.add(at, file);
            } else {
                client.put(at, file);
            }
            return at.isUncommitted();
        }));
        return new FSDataOutputStream(out, statistics);
    }

    @Override
    public FSDataOutputStream createNonRecursive(
            Path path,
            FsPermission permission,
            EnumSet<CreateFlag> flags,
            int bufferSize,
            short replication,
            long blockSize,
            @Nullable Progressable progress)
            throws IOException {
        boolean overwrite = flags.contains(CreateFlag.OVERWRITE);
        return create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, @Nullable Progressable progress) {
        throw new UnsupportedOperationException("Append is not supported by S3: " + makeQualified(path));
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        Optional<FileStatus> status = find(path);
        if (status.isPresent() && !status.get().isDirectory()) {
            throw new FileAlreadyExistsException("Path is a file: " + makeQualified(path));
        }
        MadeFolders.add(location(path));
        return true;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return find(path)
                .orElseThrow(() -> new FileNotFoundException("No such file or directory: " + makeQualified(path)));
    }

    private Optional<FileStatus> find(Path path) throws IOException {
        S3Location at = location(path);
        Path qualified = makeQualified(path);
        if (at.isUncommitted()) {
            Optional<java.nio.file.Path> file = UncommittedFiles.find(at);
            return file.isPresent()
                    ? Optional.of(file(uncommitted(at, file.get()), qualified))
                    : MadeFolders.contains(at) ? Optional.of(folder(qualified)) : Optional.empty();
        }
        return call("", path, () -> {
            if (at.isBucket()) {
                client.list(at.bucket(), "", false, 1, "");
                return Optional.of(folder(qualified));
            }
            S3Refusal refusal = null;
            try {
                Optional<S3Entry> object = client.head(at);
                if (object.isPresent()) {
                    return Optional.of(file(object.get(), qualified));
                }
            } catch (S3Refusal e) {
                if (!e.isForbidden()) {
                    throw e;
                }
                refusal = e;
            }
            boolean isFolder = MadeFolders.contains(at) || (refusal == null ? isPrefix(at) : isPrefixOrRefused(at));
            return isFolder ? Optional.of(folder(qualified)) : Optional.empty();
        });
    }

    private boolean isPrefix(S3Location at) throws IOException {
        S3ListingPage page = client.list(at.bucket(), at.prefix(), false, 1, "");
        return !page.objects().isEmpty() || !page.prefixes().isEmpty();
    }

    /**
     * Whether a key that may not be read is a folder. A role that may use the objects in a folder often may not read an object with
     * the name of the folder. Therefore an allowed listing decides.
     */
    private boolean isPrefixOrRefused(S3Location at) throws IOException {
        try {
            if (isPrefix(at)) {
                return true;
            }
        } catch (S3Refusal e) {
            if (e.isForbidden()) {
                client.get(at, 0, 1, "");
            }
            throw e;
        }
        boolean isThere;
        try {
            isThere = client.list(at.bucket(), at.key(), false, 1, "").objects().stream()
                    .anyMatch(object -> object.key().equals(at.key()));
        } catch (S3Refusal e) {
            isThere = !e.isForbidden();
        }
        if (isThere) {
            client.get(at, 0, 1, "");
        }
        return false;
    }

    private static S3Entry uncommitted(S3Location at, java.nio.file.Path file) throws IOException {
        return new S3Entry(
                at.key(), Files.size(file), Files.getLastModifiedTime(file).toMillis(), "");
    }

    private FileStatus folder(Path path) {
        return new FileStatus(0, true, 1, BLOCK, 0, 0, ALL, user, user, path);
    }

    private FileStatus file(S3Entry object, Path path) {
        return new TaggedStatus(object, path, user);
    }

    /** The status of an object, with the tag that its content has. */
    private static final class TaggedStatus extends FileStatus implements EtagSource {
        private static final long serialVersionUID = 1L;

        private final String etag;

        TaggedStatus(S3Entry object, Path path, String user) {
            super(object.size(), false, 1, BLOCK, object.modified(), 0, FILE, user, user, path);
            this.etag = object.etag();
        }

        @Override
        public String getEtag() {
            return etag;
        }
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        S3Location at = location(path);
        Map<String, FileStatus> folders = new LinkedHashMap<>();
        List<FileStatus> children = new ArrayList<>();
        boolean isFolder = at.isUncommitted()
                ? listUncommitted(at, path, children)
                : call("listStatus", path, () -> listObjects(at, path, children, folders));
        if (!isFolder) {
            return new FileStatus[] {getFileStatus(path)};
        }
        MadeFolders.in(at).forEach(name -> folders.putIfAbsent(name, folder(child(path, name))));
        children.addAll(folders.values());
        children.sort(null);
        return children.toArray(FileStatus[]::new);
    }

    private boolean listUncommitted(S3Location at, Path path, List<FileStatus> children) throws IOException {
        for (S3Location each : UncommittedFiles.in(at)) {
            Optional<java.nio.file.Path> file = UncommittedFiles.find(each);
            if (each.parent().equals(at) && file.isPresent()) {
                children.add(file(
                        uncommitted(each, file.get()),
                        child(path, each.key().substring(at.prefix().length()))));
            }
        }
        return MadeFolders.contains(at);
    }

    private boolean listObjects(S3Location at, Path path, List<FileStatus> children, Map<String, FileStatus> folders)
            throws IOException {
        boolean found = at.isBucket() || MadeFolders.contains(at);
        for (String next = null; next == null || !next.isEmpty(); ) {
            S3ListingPage page = client.list(at.bucket(), at.prefix(), false, 0, next == null ? "" : next);
            found |= !page.objects().isEmpty() || !page.prefixes().isEmpty();
            for (S3Entry object : page.objects()) {
                String name = object.key().substring(at.prefix().length());
                if (name.endsWith(FOLDER_MARK) && name.length() > FOLDER_MARK.length()) {
                    // What EMR writes for an empty folder.
                    MadeFolders.add(new S3Location(
                            at.bucket(), at.prefix() + name.substring(0, name.length() - FOLDER_MARK.length())));
                } else if (!name.isEmpty() && !name.endsWith(FOLDER_MARK)) {
                    children.add(file(object, child(path, name)));
                }
            }
            for (String prefix : page.prefixes()) {
                String name = prefix.substring(at.prefix().length(), prefix.length() - 1);
                if (!name.isEmpty()) {
                    folders.put(name, folder(child(path, name)));
                }
            }
            next = page.next();
        }
        return found;
    }

    private Path child(Path folder, String name) {
        // A name with a colon is not a URI.
        return new Path(makeQualified(folder), new Path(null, null, name));
    }

    /** The keys below a folder. */
    private List<String> keysBelow(S3Location folder) throws IOException {
        if (folder.isUncommitted()) {
            return UncommittedFiles.in(folder).stream().map(S3Location::key).toList();
        }
        List<String> keys = new ArrayList<>();
        for (String next = null; next == null || !next.isEmpty(); ) {
            S3ListingPage page = client.list(folder.bucket(), folder.prefix(), true, 0, next == null ? "" : next);
            page.objects().forEach(object -> keys.add(object.key()));
            next = page.next();
        }
        return keys;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        Optional<FileStatus> status = find(path);
        if (status.isEmpty()) {
            return false;
        }
        S3Location at = location(path);
        return call("delete", path, () -> {
            if (status.get().isFile()) {
                remove(at, List.of(at.key()));
                return true;
            }
            List<String> keys = keysBelow(at);
            boolean isEmpty = keys.stream().allMatch(key -> key.equals(at.prefix()))
                    && MadeFolders.in(at).isEmpty();
            if (at.isBucket()) {
                if (!isEmpty && recursive) {
                    throw new PathIOException(uri.toString(), "A bucket cannot be deleted by a job");
                }
                return isEmpty;
            }
            if (!isEmpty && !recursive) {
                throw new PathIsNotEmptyDirectoryException(makeQualified(path).toString());
            }
            remove(at, keys);
            for (S3Location each : UncommittedFiles.in(at)) {
                UncommittedFiles.remove(each);
            }
            MadeFolders.remove(at);
            return true;
        });
    }

    private void remove(S3Location at, List<String> keys) throws IOException {
        if (at.isUncommitted()) {
            for (String key : keys) {
                UncommittedFiles.remove(new S3Location(at.bucket(), key));
            }
        } else if (!keys.isEmpty()) {
            client.delete(at.bucket(), keys);
        }
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        Optional<FileStatus> from = find(source);
        if (from.isEmpty() || location(source).isBucket()) {
            return false;
        }
        Path to = target;
        Optional<FileStatus> there = find(target);
        if (there.isPresent()
                && there.get().isDirectory()
                && !makeQualified(source).equals(makeQualified(target))) {
            to = new Path(target, source.getName());
            there = find(to);
        }
        if (makeQualified(source).equals(makeQualified(to))) {
            return from.get().isFile();
        }
        boolean isWithin = (makeQualified(to) + "/").startsWith(makeQualified(source) + "/");
        boolean isTaken = there.isPresent() && (there.get().isFile() || listStatus(to).length > 0);
        if (isTaken || isWithin) {
            return false;
        }
        S3Location old = location(source);
        S3Location renamed = location(to);
        return call("rename", source, () -> {
            if (from.get().isFile()) {
                copy(old, renamed);
                remove(old, List.of(old.key()));
                return true;
            }
            List<String> keys = keysBelow(old);
            for (String key : keys) {
                S3Location each = new S3Location(old.bucket(), key);
                copy(each, each.moved(old, renamed));
            }
            remove(old, keys);
            MadeFolders.move(old, renamed);
            return true;
        });
    }

    /** The first half of a move. */
    private void copy(S3Location from, S3Location to) throws IOException {
        if (!from.isUncommitted() && !to.isUncommitted()) {
            client.copy(from, to);
        } else if (from.isUncommitted() && to.isUncommitted()) {
            UncommittedFiles.move(from, to);
        } else if (from.isUncommitted()) {
            Optional<java.nio.file.Path> file = UncommittedFiles.find(from);
            if (file.isPresent()) {
                client.put(to, file.get());
            }
        } else {
            throw new IOException(
                    "An object of S3 cannot be moved into a folder of what is not committed: " + to.key());
        }
    }

    /**
     * Adds operation and location to an error.
     *
     * @param operation the operation; empty if the job did not request it
     */
    private <T> T call(String operation, Path path, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (S3Refusal e) {
            String where = makeQualified(path).toString();
            String what = operation.isEmpty() ? "" : operation + ": ";
            IOException error;
            if (e.isForbidden()) {
                error = new AccessDeniedException(where, null, what + e.getMessage());
            } else if (e.isNoSuchBucket()) {
                error = new IOException(where + ": " + what + "the bucket '" + uri.getAuthority() + "' does not exist: "
                        + e.getMessage());
            } else if (e.isNotFound()) {
                error = new FileNotFoundException(where + ": " + what + e.getMessage());
            } else {
                error = new IOException(where + ": " + what + e.getMessage());
            }
            error.initCause(e);
            throw error;
        }
    }
}
