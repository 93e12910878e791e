package io.github.emrlaunch.local.spark.fs;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** A local folder as the HDFS of a cluster, for any name node in a URI. */
public final class HdfsFolder extends RawLocalFileSystem {
    private static final String USER = "hadoop";
    private static final Path HOME = new Path("/user/" + USER);
    private static final FsPermission FOLDER = new FsPermission((short) 0777);
    private static final FsPermission FILE = new FsPermission((short) 0644);

    private URI uri = URI.create("hdfs:///");
    private File folder = new File("");

    /** Hadoop calls this, and {@link #initialize} next. */
    public HdfsFolder() {}

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        String path = conf.get(FileSystemSettings.HDFS_FOLDER);
        if (path == null) {
            throw new IOException(name
                    + " has no folder: HDFS is there for the steps of a cluster, not for job runs of EMR Serverless."
                    + " Keep what the job writes in S3.");
        }
        uri = URI.create("hdfs://" + (name.getAuthority() == null ? "/" : name.getAuthority()));
        folder = new File(path).getCanonicalFile();
        // The folders of HDFS in a new cluster.
        for (String made : List.of("user/" + USER, "tmp")) {
            Files.createDirectories(folder.toPath().resolve(made));
        }
        super.initialize(uri, conf);
        setWorkingDirectory(getHomeDirectory());
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public String getScheme() {
        return "hdfs";
    }

    @Override
    public Path getHomeDirectory() {
        return makeQualified(HOME);
    }

    @Override
    protected Path getInitialWorkingDirectory() {
        // The constructor above calls this, before there is an address.
        return HOME;
    }

    @Override
    public File pathToFile(Path path) {
        checkPath(path);
        Path absolute = path.isAbsolute() ? path : new Path(getWorkingDirectory(), path);
        java.nio.file.Path file =
                folder.toPath().resolve(absolute.toUri().getPath().substring(1)).normalize();
        if (!file.startsWith(folder.toPath())) {
            throw new IllegalArgumentException("The path '" + path + "' leads out of HDFS");
        }
        return file.toFile();
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        FileStatus status = super.getFileStatus(path);
        boolean isFolder = status.isDirectory();
        return new FileStatus(
                status.getLen(),
                isFolder,
                1,
                getDefaultBlockSize(path),
                status.getModificationTime(),
                status.getAccessTime(),
                isFolder ? FOLDER : FILE,
                USER,
                USER,
                makeQualified(path));
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
        return getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        FileStatus status = getFileStatus(path);
        if (!status.isDirectory()) {
            return new FileStatus[] {status};
        }
        String[] names = pathToFile(path).list();
        List<FileStatus> children = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            children.add(getFileStatus(new Path(status.getPath(), new Path(null, null, name))));
        }
        children.sort(null);
        return children.toArray(FileStatus[]::new);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        File file = pathToFile(path);
        if (file.isFile()) {
            throw new FileAlreadyExistsException("Path is a file: " + makeQualified(path));
        }
        try {
            Files.createDirectories(file.toPath());
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new ParentNotDirectoryException("A parent of " + makeQualified(path) + " is a file");
        }
        return true;
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        return mkdirs(path);
    }

    /** Hadoop would start a process for it. */
    @Override
    public void setPermission(Path path, FsPermission permission) {}

    @Override
    public void setOwner(Path path, String user, String group) {}
}
