package io.github.emrlaunch.local.spark;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/** The main class of a jar that a step runs: copies a file. */
public final class JarProbe {
    private JarProbe() {}

    public static void main(String[] args) throws IOException {
        Configuration conf = new Configuration();
        Path from = new Path(args[0]);
        Path to = new Path(args[1]);
        FileUtil.copy(from.getFileSystem(conf), from, to.getFileSystem(conf), to, false, conf);
        System.out.println("probe=" + System.getProperty("probe", ""));
    }
}
