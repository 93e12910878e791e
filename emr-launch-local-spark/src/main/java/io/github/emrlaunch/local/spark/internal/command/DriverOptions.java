package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of {@code spark-submit} for the driver's JVM, as far as they hold on this machine. Others are noted. */
final class DriverOptions {
    static final String MEMORY_OPTION = "--driver-memory";
    static final String MEMORY_SETTING = "spark.driver.memory";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmgt]?)b?");

    private final RunningJob job;
    private final SparkSubmitArguments submit;

    DriverOptions(RunningJob job, SparkSubmitArguments submit) {
        this.job = job;
        this.submit = submit;
    }

    /**
     * Sets the heap that the job asks for, as far as this machine has it.
     *
     * @param setting the value of {@code spark.driver.memory}; null if it is not set
     * @return false if the text is not a size
     */
    boolean applyMemory(@Nullable String setting) {
        String asked = submit.options().getOrDefault(MEMORY_OPTION, setting);
        Matcher size = SIZE.matcher(asked == null ? "" : asked.trim().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return false;
        }
        long number = Long.parseLong(size.group(1));
        long megabytes =
                switch (size.group(2)) {
                    case "k" -> number >> 10;
                    case "g" -> number << 10;
                    case "t" -> number << 20;
                    default -> number;
                };
        int heap = job.askForHeap(megabytes);
        if (heap < megabytes) {
            job.note(
                    "The driver asks for " + asked + " of memory and has " + heap + " MB, a quarter of this machine's");
        }
        return true;
    }

    /** Takes the JVM's options out of the settings. */
    List<String> takeJavaOptions(Map<String, String> settings) throws JobFailure {
        String text = submit.options().get("--driver-java-options");
        String setting = settings.remove("spark.driver.extraJavaOptions");
        String defaults = settings.remove("spark.driver.defaultJavaOptions");
        List<String> options = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (String part : new String[] {defaults, text == null ? setting : text}) {
            for (String word : part == null ? List.<String>of() : SparkSubmitArguments.words(part)) {
                boolean property = word.startsWith("-D") && !word.startsWith("-Dspark.") && !word.startsWith("-Dlog4j");
                (property || word.startsWith("-ea") || word.startsWith("--add-") ? options : ignored).add(word);
            }
        }
        if (!ignored.isEmpty()) {
            job.note("Left out, options of the driver's JVM: " + String.join(" ", ignored));
        }
        return options;
    }

    /** Takes the class path out of the settings. */
    List<Path> takeClassPath(Map<String, String> settings) {
        String setting = settings.remove("spark.driver.extraClassPath");
        String text = submit.options().getOrDefault("--driver-class-path", setting);
        List<Path> paths = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (String entry : text == null ? List.<String>of() : List.of(text.split(":", -1))) {
            Path path = job.work().resolve(entry);
            if (entry.isEmpty()) {
                continue;
            }
            if (Files.exists(path)) {
                paths.add(path.toAbsolutePath().normalize());
            } else {
                ignored.add(entry);
            }
        }
        if (!ignored.isEmpty()) {
            job.note("Left out of the driver's class path, since this machine does not have it: "
                    + String.join(":", ignored));
        }
        return paths;
    }
}
