package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that options of {@code spark-submit} name: a URI, a path on the nodes, or a file of the code.
 *
 * @see <a href="https://spark.apache.org/docs/latest/submitting-applications.html#advanced-dependency-management">Dependencies</a>
 */
final class SparkFiles {
    /** A URI, a path, or a single token. */
    private static final Pattern PLACE =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:/|/|[$]\\{Token\\[).*", Pattern.DOTALL);

    private SparkFiles() {}

    static boolean isPlace(String text) {
        return PLACE.matcher(text).matches();
    }

    /** Returns the URI of an application that is not code of this app. */
    static String application(String property, String uri) {
        if (!isPlace(Validation.required(property, uri))) {
            throw new IllegalArgumentException(
                    "'%s' must be a URI such as s3://bucket/job.py, or a path on the nodes such as /usr/lib/spark/examples/jars/spark-examples.jar, got: '%s'"
                            .formatted(property, uri));
        }
        return uri;
    }

    /**
     * Returns the value of an option.
     *
     * @param names whether each file may have a name in the working directory, after {@code #}
     */
    static String option(String option, @Nullable EmrCode code, List<String> files, boolean names) {
        return String.join(
                ",",
                Validation.list(option, files).stream()
                        .map(file -> uri(option, code, file, names))
                        .toList());
    }

    private static String uri(String option, @Nullable EmrCode code, String file, boolean names) {
        if (Tokens.isList(file)) {
            return Tokens.inText(file, ",");
        }
        // The CDK's string tokens have no commas and no #.
        int name = file.indexOf('#');
        if (file.isEmpty() || file.contains(",") || (name >= 0 && !names) || name == 0 || name == file.length() - 1) {
            throw new IllegalArgumentException("'%s' must be separate files without commas%s, got: '%s'"
                    .formatted(option, names ? ", optionally with a name after #" : " or #", file));
        }
        String path = name < 0 ? file : file.substring(0, name);
        if (isPlace(path)) {
            return file;
        }
        if (code == null) {
            throw new IllegalArgumentException(
                    "'%s' must be URIs or paths, because the application is not a file of an EmrCode, got: '%s'. EmrCode.uriOf returns the URI of a file; add that code to 'code'"
                            .formatted(option, file));
        }
        return code.uriOf(path) + file.substring(path.length());
    }
}
