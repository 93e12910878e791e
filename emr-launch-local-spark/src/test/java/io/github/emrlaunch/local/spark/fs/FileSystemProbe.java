package io.github.emrlaunch.local.spark.fs;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Uses the file systems as a job does, in a JVM that has Hadoop. It writes a line for each case: its name and the result, or the exception and
 * its message. {@link S3FileSystemTest} runs it and checks the lines.
 */
public final class FileSystemProbe {
    /** The data that is read in pieces; more than three parts of an upload. */
    static final int LARGE = 17 << 20;

    static final List<String> ODD_NAMES = List.of(
            "a b",
            "50%",
            "%3A",
            "t=10%3A00",
            "ä€𝄞",
            "a+b",
            "a:b",
            "a&b<c>",
            "a#b?c",
            "~a'b\"",
            "a\\b",
            "x=1",
            "[a]{b}*");

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final Configuration conf = new Configuration();
    private final Map<String, Map<String, String>> roles = new HashMap<>();

    private FileSystemProbe(String[] args) {
        for (String arg : args) {
            if (arg.startsWith("conf:")) {
                String[] setting = arg.substring("conf:".length()).split("=", 2);
                conf.set(setting[0], setting[1]);
            } else {
                String[] parts = arg.split(" ", -1);
                Map<String, String> environment = new HashMap<>(System.getenv());
                environment.put("AWS_ACCESS_KEY_ID", parts[1]);
                environment.put("AWS_SESSION_TOKEN", parts[2]);
                roles.put(parts[0], environment);
            }
        }
    }

    private interface Case {
        Object run() throws Exception;
    }

    @SuppressWarnings("CatchingUnchecked") // A case that fails in an unexpected way fails the test that checks it.
    private static void probe(String name, Case work) {
        String result;
        try {
            result = String.valueOf(work.run());
        } catch (Exception e) {
            result = e.getClass().getName() + ": " + e.getMessage();
        }
        OUT.println("=" + name + "\t" + Base64.getEncoder().encodeToString(result.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Runs all cases.
     *
     * @param args settings as {@code conf:name=value}, roles as their name, key and token
     */
    public static void main(String[] args) throws Exception {
        FileSystemProbe probe = new FileSystemProbe(args);
        probe.paths();
        probe.changes();
        probe.contents();
        probe.refusals();
        probe.hdfs();
    }

    private FileSystem as(String role, String uri) throws IOException {
        S3FileSystem system = new S3FileSystem(roles.getOrDefault(role, Map.of()));
        system.initialize(URI.create(uri), conf);
        return system;
    }

    private FileSystem at(String uri) throws IOException {
        return FileSystem.get(URI.create(uri), conf);
    }

    private static Path path(String text) {
        return new Path(text);
    }

    private static void write(FileSystem system, String path, String text) throws IOException {
        try (OutputStream out = system.create(path(path), true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String read(FileSystem system, String path) throws IOException {
        try (FSDataInputStream in = system.open(path(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String listed(FileStatus[] statuses) {
        List<String> all = new ArrayList<>();
        for (FileStatus status : statuses) {
            all.add(status.getPath() + (status.isDirectory() ? "/" : " " + status.getLen()));
        }
        return String.join("|", all);
    }

    private void paths() throws Exception {
        FileSystem s3 = at("s3://data");
        probe("lists a folder", () -> listed(s3.listStatus(path("s3://data/in"))));
        probe("lists a file", () -> listed(s3.listStatus(path("s3://data/in/a.csv"))));
        probe("lists by another scheme", () -> listed(at("s3a://data").listStatus(path("s3a://data/in"))));
        probe("lists by the oldest scheme", () -> listed(at("s3n://data").listStatus(path("s3n://data/in"))));
        probe("finds by a pattern", () -> listed(s3.globStatus(path("s3://data/in/{a,b}*"))));
        probe("finds folders by a pattern", () -> listed(s3.globStatus(path("s3://data/days/ds=*/*.txt"))));
        probe("finds nothing", () -> listed(s3.globStatus(path("s3://data/in/z*"))));
        probe("lists all", () -> {
            List<String> all = new ArrayList<>();
            for (var each = s3.listFiles(path("s3://data/days"), true); each.hasNext(); ) {
                all.add(each.next().getPath().toString());
            }
            return String.join("|", all);
        });
        probe(
                "a key and what is below it",
                () -> listed(s3.listStatus(path("s3://data/both"))) + " " + read(s3, "s3://data/both/k") + " "
                        + read(s3, "s3://data/both/k/v"));
        probe(
                "a marked folder",
                () -> s3.getFileStatus(path("s3://data/marked")).isDirectory() + " "
                        + s3.listStatus(path("s3://data/marked")).length);
        probe("many", () -> at("s3://many").listStatus(path("s3://many/k")).length);
        probe(
                "the bucket",
                () -> s3.getFileStatus(path("s3://data")).isDirectory() + " "
                        + s3.getFileStatus(path("s3://data/")).isDirectory());
        probe("missing", () -> s3.getFileStatus(path("s3://data/none")));
        probe("lists missing", () -> s3.listStatus(path("s3://data/none")));
        probe("opens a folder", () -> s3.open(path("s3://data/in")));
        probe("no bucket", () -> at("s3://no-such-bucket").exists(path("s3://no-such-bucket/k")));
        probe("no name", () -> at("s3:///k"));
        probe("out of the bucket", () -> s3.open(path("s3://data/../../etc/passwd")));
        for (String name : ODD_NAMES) {
            probe("odd " + name, () -> {
                Path file = new Path(path("s3://odd/x"), new Path(null, null, name));
                try (OutputStream out = s3(file).create(file)) {
                    out.write(1);
                }
                return s3(file).exists(file) + " " + listed(s3(file).listStatus(file));
            });
        }
    }

    private FileSystem s3(Path path) throws IOException {
        return path.getFileSystem(conf);
    }

    private void changes() throws Exception {
        FileSystem s3 = at("s3://out");
        probe("no object before the end", () -> {
            OutputStream out = s3.create(path("s3://out/late"));
            out.write('x');
            boolean before = s3.exists(path("s3://out/late"));
            out.close();
            return before + " " + s3.exists(path("s3://out/late"));
        });
        probe("not twice", () -> {
            write(s3, "s3://out/once", "1");
            return s3.create(path("s3://out/once"), false);
        });
        probe("not onto a folder", () -> {
            write(s3, "s3://out/folder/k", "1");
            return s3.create(path("s3://out/folder"), false);
        });
        probe(
                "made folder",
                () -> s3.mkdirs(path("s3://out/made/deep")) + " " + s3.exists(path("s3://out/made")) + " "
                        + listed(s3.listStatus(path("s3://out/made"))) + " "
                        + at("s3a://out").exists(path("s3a://out/made/deep")) + " "
                        + s3.listStatus(path("s3://out/made/deep")).length);
        probe("made on a file", () -> s3.mkdirs(path("s3://out/once")));
        probe("append", () -> s3.append(path("s3://out/once")));
        probe("rename file", () -> {
            write(s3, "s3://out/r/a", "1");
            return s3.rename(path("s3://out/r/a"), path("s3://out/r/b")) + " "
                    + listed(s3.listStatus(path("s3://out/r")));
        });
        probe("rename folder", () -> {
            write(s3, "s3://out/rf/a/1", "1");
            write(s3, "s3://out/rf/a/x/2", "2");
            s3.mkdirs(path("s3://out/rf/a/empty"));
            boolean done = s3.rename(path("s3://out/rf/a"), path("s3://out/rf/b"));
            return done + " " + s3.exists(path("s3://out/rf/a")) + " " + listed(s3.listStatus(path("s3://out/rf/b")))
                    + " " + read(s3, "s3://out/rf/b/x/2");
        });
        probe("rename into a folder", () -> {
            write(s3, "s3://out/ri/a", "1");
            write(s3, "s3://out/ri/d/k", "1");
            return s3.rename(path("s3://out/ri/a"), path("s3://out/ri/d")) + " " + read(s3, "s3://out/ri/d/a");
        });
        probe("rename that cannot be", () -> {
            write(s3, "s3://out/rn/a/k", "1");
            write(s3, "s3://out/rn/b", "1");
            return s3.rename(path("s3://out/rn/none"), path("s3://out/rn/c")) + " "
                    + s3.rename(path("s3://out/rn/a/k"), path("s3://out/rn/b")) + " "
                    + s3.rename(path("s3://out/rn/a"), path("s3://out/rn/a/x"));
        });
        probe("delete", () -> {
            write(s3, "s3://out/d/a", "1");
            write(s3, "s3://out/d/b/c", "1");
            String result = s3.delete(path("s3://out/d/none"), true) + " " + s3.delete(path("s3://out/d/a"), false);
            return result + " " + s3.delete(path("s3://out/d/b/c"), false) + " " + s3.exists(path("s3://out/d"));
        });
        probe("delete what is not empty", () -> s3.delete(path("s3://out/folder"), false));
        probe(
                "delete a folder",
                () -> s3.delete(path("s3://out/folder"), true) + " " + s3.exists(path("s3://out/folder")));
        probe("delete the bucket", () -> s3.delete(path("s3://out/"), true));
        probe("copy", () -> {
            boolean done = FileUtil.copy(
                    at("s3://data"), path("s3://data/in"), at("s3a://out"), path("s3a://out/copy"), false, conf);
            return done + " " + listed(at("s3a://out").listStatus(path("s3a://out/copy")));
        });
        probe("uncommitted", () -> {
            write(s3, "s3://out/u/_temporary/0/_temporary/t1/part-0", "data");
            String before = listed(s3.listStatus(path("s3://out/u/_temporary/0/_temporary/t1")));
            boolean moved =
                    s3.rename(path("s3://out/u/_temporary/0/_temporary/t1"), path("s3://out/u/_temporary/0/t1"));
            String text = read(s3, "s3://out/u/_temporary/0/t1/part-0");
            boolean committed = s3.rename(path("s3://out/u/_temporary/0/t1/part-0"), path("s3://out/u/part-0"));
            boolean deleted = s3.delete(path("s3://out/u/_temporary"), true);
            return before + " " + moved + " " + text + " " + committed + " " + deleted + " "
                    + listed(s3.listStatus(path("s3://out/u")));
        });
        probe("other interface", () -> {
            FileContext context = FileContext.getFileContext(URI.create("s3://out/"), conf);
            context.mkdir(path("s3://out/fc"), FileContext.DIR_DEFAULT_PERM, true);
            context.util().copy(path("s3://data/in/a.csv"), path("s3://out/fc/a.csv"));
            context.rename(path("s3://out/fc/a.csv"), path("s3://out/fc/b.csv"));
            return context.getFileStatus(path("s3://out/fc/b.csv")).getLen();
        });
        probe("other names", () -> {
            Configuration own = new Configuration(conf);
            own.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
            own.set("fs.s3.impl", "com.amazon.ws.emr.hadoop.fs.EmrFileSystem");
            own.set("fs.s3a.access.key", "AKIASOMEBODYELSE");
            return FileSystem.newInstance(URI.create("s3a://data"), own).exists(path("s3a://data/in")) + " "
                    + FileSystem.newInstance(URI.create("s3://data"), own).exists(path("s3://data/in"));
        });
    }

    private void contents() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        FileSystem s3 = at("s3://out");
        Path file = path("s3://out/large");
        probe("large", () -> {
            try (OutputStream out = s3.create(file)) {
                out.write(large);
            }
            try (FSDataInputStream in = s3.open(file)) {
                return s3.getFileStatus(file).getLen() + " " + Arrays.equals(large, in.readAllBytes());
            }
        });
        probe("seeks", () -> {
            try (FSDataInputStream in = s3.open(file)) {
                byte[] end = new byte[8];
                in.readFully(LARGE - 8, end);
                in.seek(LARGE / 2);
                byte[] middle = in.readNBytes(300_000);
                in.seek(5);
                int fifth = in.read();
                in.seek(LARGE);
                int none = in.read();
                return Arrays.equals(end, Arrays.copyOfRange(large, LARGE - 8, LARGE)) + " "
                        + Arrays.equals(middle, Arrays.copyOfRange(large, LARGE / 2, LARGE / 2 + 300_000)) + " "
                        + (fifth == (large[5] & 0xff)) + " " + none;
            }
        });
        probe("seeks past the end", () -> {
            try (FSDataInputStream in = s3.open(file)) {
                in.seek(LARGE + 1);
                return "";
            } catch (EOFException e) {
                return "EOF";
            }
        });
        probe("empty", () -> {
            write(s3, "s3://out/empty", "");
            return "[" + read(s3, "s3://out/empty") + "]";
        });
        probe("changed while it is read", () -> {
            write(s3, "s3://out/changed", "before");
            try (FSDataInputStream in = s3.open(path("s3://out/changed"))) {
                write(s3, "s3://out/changed", "after!");
                return in.read();
            }
        });
    }

    private void refusals() throws Exception {
        FileSystem data = as("reader", "s3://data");
        probe("reader reads", () -> read(data, "s3://data/in/a.csv"));
        probe("reader lists", () -> listed(data.listStatus(path("s3://data/in"))));
        probe("reader finds the folder", () -> data.exists(path("s3://data/in")));
        probe("reader finds nothing", () -> data.exists(path("s3://data/in/none")));
        probe("reader elsewhere", () -> read(data, "s3://data/both/k"));
        probe("reader lists elsewhere", () -> listed(data.listStatus(path("s3://data/both"))));
        probe("reader writes", () -> {
            write(data, "s3://data/in/new", "1");
            return "";
        });
        FileSystem one = as("one", "s3://data");
        probe("one reads", () -> read(one, "s3://data/in/a.csv"));
        probe("one lists", () -> listed(one.listStatus(path("s3://data/in"))));
        FileSystem lister = as("lister", "s3://data");
        probe("lister lists", () -> lister.listStatus(path("s3://data/in")).length);
        probe("lister reads", () -> read(lister, "s3://data/in/a.csv"));
        FileSystem writer = as("writer", "s3://out");
        probe("writer writes", () -> {
            write(writer, "s3://out/w/a", "1");
            return "written";
        });
        probe("writer commits", () -> {
            write(writer, "s3://out/w/_temporary/0/part-1", "1");
            boolean done = writer.rename(path("s3://out/w/_temporary/0/part-1"), path("s3://out/w/part-1"));
            return done + " " + writer.delete(path("s3://out/w/_temporary"), true);
        });
        probe("writer deletes", () -> writer.delete(path("s3://out/w/a"), false));
        probe("writer writes elsewhere", () -> {
            write(writer, "s3://out/elsewhere", "1");
            return "";
        });
        FileSystem keeper = as("keeper", "s3://out");
        probe("keeper deletes a folder", () -> keeper.delete(path("s3://out/keep"), true));
        Map<String, String> gone = new HashMap<>(System.getenv());
        gone.put("AWS_SESSION_TOKEN", "nonsense");
        probe("a wrong token", () -> {
            S3FileSystem system = new S3FileSystem(gone);
            system.initialize(URI.create("s3://data"), conf);
            return system.exists(path("s3://data/in"));
        });
        probe("no variables", () -> {
            S3FileSystem system = new S3FileSystem(Map.of());
            system.initialize(URI.create("s3://data"), conf);
            return "";
        });
    }

    private void hdfs() throws Exception {
        Path relative = path("in/a.txt");
        FileSystem hdfs = FileSystem.get(conf);
        probe("hdfs relative", () -> {
            try (OutputStream out = hdfs.create(relative)) {
                out.write('x');
            }
            return hdfs.makeQualified(relative) + " " + listed(hdfs.listStatus(path("in"))) + " "
                    + hdfs.getFileStatus(path("/")).getPath();
        });
        probe("hdfs by addresses", () -> {
            String other = "hdfs://ip-10-0-0-1.ec2.internal:8020/user/hadoop/in";
            return read(at("hdfs:///"), "hdfs:///user/hadoop/in/a.txt") + " "
                    + listed(at(other).listStatus(path(other)));
        });
        probe("hdfs changes", () -> {
            write(hdfs, "/tmp/a/k", "1");
            boolean renamed = hdfs.rename(path("/tmp/a"), path("/tmp/b"));
            boolean deleted = hdfs.delete(path("/tmp/b/k"), false);
            return renamed + " " + deleted + " " + hdfs.exists(path("/tmp/b")) + " "
                    + listed(hdfs.globStatus(path("/user/*/in/*")));
        });
        probe("hdfs missing", () -> hdfs.open(path("/none")));
        probe("hdfs out", () -> hdfs.open(path("/../../etc/passwd")));
        probe("hdfs permission", () -> hdfs.getFileStatus(path("/tmp")).getPermission());
        probe(
                "hdfs other interface",
                () -> FileContext.getFileContext(conf).util().exists(path("/user/hadoop/in/a.txt")));
        probe("hdfs of a job run", () -> {
            Configuration without = new Configuration(conf);
            without.unset(FileSystemSettings.HDFS_FOLDER);
            return FileSystem.newInstance(URI.create("hdfs:///"), without);
        });
        probe("without remains", () -> {
            try (var files = Files.list(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")))) {
                return files.filter(file -> file.getFileName().toString().startsWith("s3-object-"))
                        .count();
            }
        });
    }
}
