package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.fs.FileSystemSettings;
import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code s3-dist-cp}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/UsingEMR_s3distcp.html">S3DistCp</a>
 */
public final class S3DistCp implements Program {
    private static final Set<String> COPYING = Set.of("--src", "--dest", "--srcPattern", "--deleteOnSuccess");
    /** Options that change how fast files are copied, or where S3 is, and not what comes out. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("--s3Endpoint", "--multipartUploadChunkSize", "--disableMultipartUpload", "--numberFiles");

    private static final Set<String> SWITCHES = Set.of(
            "--appendToLastFile",
            "--copyFromManifest",
            "--deleteOnSuccess",
            "--disableMultipartUpload",
            "--help",
            "--numberFiles",
            "--requirePreviousManifest",
            "--s3ServerSideEncryption");

    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        Map<String, String> options = options(arguments);
        for (String option : options.keySet()) {
            if (!COPYING.contains(option) && !WITHOUT_EFFECT.contains(option)) {
                return new Ended.Simulated(
                        "s3-dist-cp does not run here with the option " + option + ", only with " + COPYING);
            }
        }
        for (String needed : List.of("--src", "--dest")) {
            if (options.getOrDefault(needed, "").isEmpty()) {
                throw new JobFailure("s3-dist-cp: the option " + needed + " is missing");
            }
        }
        String pattern = options.getOrDefault("--srcPattern", ".*");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new JobFailure("s3-dist-cp: --srcPattern is no regular expression: " + e.getMessage());
        }
        List<String> words = List.of(
                options.getOrDefault("--src", ""),
                options.getOrDefault("--dest", ""),
                pattern,
                String.valueOf(options.containsKey("--deleteOnSuccess")));
        // By its name: this JVM has no Hadoop to load the class with.
        String main = FileSystemSettings.class.getPackageName() + ".CopyFiles";
        return job.run(job.jvm(List.of(), List.of(), main, words));
    }

    private static Map<String, String> options(List<String> arguments) throws JobFailure {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!name.startsWith("--")) {
                throw new JobFailure("s3-dist-cp: options begin with --, got: " + word);
            }
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (equals < 0 && !SWITCHES.contains(name)) {
                i++;
                if (i == arguments.size()) {
                    throw new JobFailure("s3-dist-cp: the option " + word + " has no value");
                }
                value = arguments.get(i);
            }
            options.put(name, value);
        }
        return options;
    }
}
