package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The script or a jar of a job, by its address.
 *
 * @param address as the job names it
 */
record JobFile(RunningJob job, String address) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern LOCAL = Pattern.compile("(?:local|file):/*(?=/)(.*)|([^:]*)", Pattern.DOTALL);
    // Where EMR's own software and that of its image is.
    private static final Pattern OF_EMR = Pattern.compile("/(usr/(lib|share)|opt|emr|etc|home/hadoop/contrib)/.*");
    private static final String OF_SPARK = "/usr/lib/spark/";

    /** The address on this machine: EMR's Spark is the one that is installed here. */
    String here() {
        String path = path();
        if (path != null && path.startsWith(OF_SPARK)) {
            Path installed = job.spark().home().resolve(path.substring(OF_SPARK.length()));
            if (Files.exists(installed)) {
                return installed.toString();
            }
        }
        return address;
    }

    /** True for a file of this machine's that is not there. */
    boolean isMissing() throws JobFailure {
        checkBucket();
        String path = path();
        return path != null && here().equals(address) && !exists(path);
    }

    /** True for a file of EMR's own software. */
    boolean isOfEmr() {
        String path = path();
        return path != null && OF_EMR.matcher(path).matches();
    }

    /**
     * Says why a job cannot run without this file; null when it is there, or somewhere else than on this machine.
     *
     * @throws JobFailure the file is missing, and EMR does not install it either
     */
    @Nullable Ended obstacle() throws JobFailure {
        if (!isMissing()) {
            return null;
        }
        if (isOfEmr()) {
            return new Ended.Simulated("The file " + address + " is not here: it is of the software on EMR's machines");
        }
        throw missing();
    }

    /** The failure of a job that needs it. */
    JobFailure missing() {
        return new JobFailure("The file " + address + " is not here: it would be a file of the cluster's machines, and"
                + " bootstrap actions are not run. Keep it in S3");
    }

    /**
     * The elements of a list of files such as {@code --jars} that are there. What EMR installs is left out with a note.
     *
     * @param option for the note
     * @throws JobFailure another file is missing
     */
    static String list(RunningJob job, String option, String addresses) throws JobFailure {
        List<String> kept = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (String address : LocalSettings.list(addresses)) {
            JobFile file = new JobFile(job, address);
            if (!file.isMissing()) {
                kept.add(file.here());
            } else if (file.isOfEmr()) {
                ignored.add(address);
            } else {
                throw file.missing();
            }
        }
        if (!ignored.isEmpty()) {
            job.note("Left out of " + option + ", since it is of the software on EMR's machines: "
                    + String.join(", ", ignored) + ". Packages of Maven's repository can stand for it: --packages");
        }
        return String.join(",", kept);
    }

    private void checkBucket() throws JobFailure {
        Matcher scheme = SCHEME.matcher(address);
        if (scheme.matches() && scheme.group(1).matches("s3[an]?")) {
            Matcher bucket =
                    Pattern.compile("s3[an]?://([^/]*).*", Pattern.DOTALL).matcher(address);
            if (!bucket.matches() || !bucket.group(1).matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
                throw new JobFailure(address + " names no valid bucket: the form is s3://bucket/key, with letters,"
                        + " digits, '-' and '.' in the bucket's name");
            }
        }
    }

    /** Null for a file elsewhere. */
    private @Nullable String path() {
        Matcher local = LOCAL.matcher(address);
        if (!local.matches()) {
            return SCHEME.matcher(address).matches() ? null : address;
        }
        if (local.group(1) == null) {
            return local.group(2);
        }
        try {
            return URI.create("file://" + local.group(1)).getPath();
        } catch (IllegalArgumentException e) {
            return local.group(1);
        }
    }

    private boolean exists(String path) {
        try {
            Path file = job.work().resolve(path);
            if (Files.exists(file)) {
                return true;
            }
            Path folder = file.getParent();
            if (folder == null || !path.matches(".*[*?\\[{].*")) {
                return false;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, String.valueOf(file.getFileName()))) {
                return files.iterator().hasNext();
            }
        } catch (InvalidPathException | PatternSyntaxException | IOException e) {
            return false;
        }
    }
}
