package io.github.emrlaunch.local.spark.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Copies files as {@code s3-dist-cp} does, one after the other. */
public final class CopyFiles {
    private CopyFiles() {}

    /**
     * Copies the files of a folder.
     *
     * @param args the folder, the folder that they are copied to, a pattern that the whole address of a file must match, and
     *     whether files that were copied are deleted: {@code true} or {@code false}
     */
    public static void main(String[] args) throws IOException {
        Configuration conf = new Configuration();
        Path source = new Path(args[0]);
        Path target = new Path(args[1]);
        FileSystem from = source.getFileSystem(conf);
        FileSystem to = target.getFileSystem(conf);
        List<FileStatus> files = files(from, source, Pattern.compile(args[2], Pattern.DOTALL));
        if (files.isEmpty()) {
            throw new FileNotFoundException("Input path does not exist: no file in " + source
                    + (args[2].equals(".*") ? "" : " has an address that matches '" + args[2] + "' as a whole"));
        }
        Path root = from.getFileStatus(source).getPath();
        for (FileStatus file : files) {
            Path copy = file.getPath().equals(root)
                    ? new Path(target, root.getName())
                    : new Path(target, new Path(null, null, relative(root, file.getPath())));
            FileUtil.copy(from, file, to, copy, false, true, conf);
        }
        if (Boolean.parseBoolean(args[3])) {
            for (FileStatus file : files) {
                from.delete(file.getPath(), false);
            }
        }
        System.out.println(files.size() + " files copied");
    }

    private static List<FileStatus> files(FileSystem from, Path source, Pattern pattern) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (RemoteIterator<LocatedFileStatus> all = from.listFiles(source, true); all.hasNext(); ) {
            FileStatus file = all.next();
            if (pattern.matcher(file.getPath().toString()).matches()) {
                files.add(file);
            }
        }
        return files;
    }

    private static String relative(Path root, Path file) {
        String folder = root.toUri().getPath();
        return file.toUri().getPath().substring(folder.endsWith("/") ? folder.length() : folder.length() + 1);
    }
}
