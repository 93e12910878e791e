package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the reason for the failure of a job in the end of its output. */
final class OutcomeReader {
    private static final int TAIL = 1 << 16;
    private static final int LONGEST = 1000;
    private static final String TRACEBACK = "Traceback (most recent call last):";
    private static final Pattern IN_MAIN = Pattern.compile("Exception in thread \"[^\"]*\" (.+)");
    private static final Pattern CAUSE = Pattern.compile("Caused by: (.+)");
    private static final Pattern JAVA_EXCEPTION =
            Pattern.compile(":? ?([\\w$]+(?:\\.[\\w$]+)+(?:Exception|Error)\\b.*)");
    private static final Pattern TELLING = Pattern.compile(
            "(Error: .+|\\[[A-Z][A-Z_.]+\\] .+|.*: can't open file .+|.*\\bNo such file or directory\\b.*"
                    + "|.*No space left on device.*)");
    private static final Pattern NOT_FOUND = Pattern.compile(".*: command not found");
    private static final int CODE_NOT_FOUND = 127;
    // The JVM's messages for -XX:+ExitOnOutOfMemoryError and for an uncaught exception.
    private static final Pattern NO_MEMORY = Pattern.compile(
            "(Terminating due to |Exception in thread \"[^\"]*\" )?java\\.lang\\.OutOfMemoryError\\b.*");
    private static final Pattern LOG_LINE = Pattern.compile("\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]+ .*");
    private static final Pattern FRAME =
            Pattern.compile("\\s+at .+|\\s+\\.\\.\\. \\d+ more|Caused by: .*|Driver stacktrace:");
    /** A query plan, which Spark shows after an error of SQL, and the place that {@code spark-sql} marks in a statement. */
    private static final Pattern PLAN = Pattern.compile("'[A-Z]\\w+ .*|[:\\s]*\\+- .*|-*\\^+-*");
    // Lines of tar and gzip after the one with the reason.
    private static final Pattern NOISE = Pattern.compile(
            "tar: (Child returned status \\d+|Error is not recoverable: exiting now|Exiting with failure.*)");

    private final Path stdout;
    private final Path stderr;

    OutcomeReader(Path stdout, Path stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Returns the reason for the failure of a job with an exit code other than 0. */
    String message(int code) throws IOException {
        List<String> out = tail(stdout);
        List<String> err = tail(stderr);
        String line = line(out, err, code);
        String message = line == null ? "Exit code " + code + lastLine(out, err) : line;
        if (line == null && code > 128) {
            message = "Ended by signal " + (code - 128)
                    + (code == 137 ? ": something outside ended it, such as the system for want of memory" : "");
        }
        message += hint(message, String.join("\n", out) + "\n" + String.join("\n", err));
        return message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
    }

    private static @Nullable String line(List<String> out, List<String> err, int code) {
        if (matches(out, NO_MEMORY) || matches(err, NO_MEMORY)) {
            return "java.lang.OutOfMemoryError: the JVM of the job has no memory left";
        }
        // Python and Java exit with 1 for an uncaught exception. With another code, one that was printed and
        // handled must
        // not be taken for the reason.
        boolean isUncaught = code == 1;
        List<Supplier<@Nullable String>> readers = List.of(
                () -> traceback(out, isUncaught),
                () -> isUncaught ? traceback(err, true) : null,
                () -> java(err, isUncaught),
                () -> java(out, isUncaught),
                () -> sql(err),
                () -> telling(err, code),
                () -> telling(out, code));
        for (Supplier<@Nullable String> reader : readers) {
            String line = reader.get();
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    /** Whether a line continues the previous one or belongs to a log. */
    private static boolean isBeside(String line) {
        return line.isBlank()
                || LOG_LINE.matcher(line).matches()
                || FRAME.matcher(line).matches()
                || PLAN.matcher(line).matches()
                || NOISE.matcher(line).matches();
    }

    /** Returns the last line with its own content. */
    private static @Nullable String lastOf(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            if (!isBeside(lines.get(at))) {
                return lines.get(at).strip();
            }
        }
        return null;
    }

    private static @Nullable String telling(List<String> lines, int code) {
        String line = lastOf(lines);
        boolean tells = line != null
                && (TELLING.matcher(line).matches()
                        || (code == CODE_NOT_FOUND && NOT_FOUND.matcher(line).matches()));
        return tells ? line : null;
    }

    /** Returns the message of {@code spark-sql} before it shows the statement, which ends with a mark at the error. */
    private static @Nullable String sql(List<String> lines) {
        int begin = lines.lastIndexOf("== SQL ==");
        if (begin < 0 || lines.subList(begin + 1, lines.size()).stream().noneMatch(line -> line.contains("^^^"))) {
            return null;
        }
        for (int at = begin - 1; at >= 0; at--) {
            if (!lines.get(at).isBlank()) {
                return lines.get(at).strip();
            }
        }
        return null;
    }

    /** Returns the exception at the end of the last traceback. A Java exception in it has more information than the Python class. */
    private static @Nullable String traceback(List<String> lines, boolean isUncaught) {
        int begin = lines.lastIndexOf(TRACEBACK);
        if (begin < 0) {
            return null;
        }
        for (int at = begin + 1; at < lines.size(); at++) {
            String line = lines.get(at);
            if (isText(line)) {
                List<String> rest = lines.subList(at + 1, lines.size());
                boolean isPy4J = line.contains("Py4JJavaError");
                List<String> behind = isPy4J ? rest.subList(endOfStack(rest), rest.size()) : rest;
                if (!isUncaught && !behind.stream().allMatch(OutcomeReader::isBeside)) {
                    return null;
                }
                if (isPy4J) {
                    return javaWithin(line, rest);
                }
                // The text of an AnalysisException continues with a plan, which is not part of the message.
                return line.endsWith(":") && !rest.isEmpty()
                        ? line + " " + rest.get(0).strip()
                        : line;
            }
        }
        return null;
    }

    private static int endOfStack(List<String> lines) {
        int end = lines.size();
        while (end > 0 && !FRAME.matcher(lines.get(end - 1)).matches()) {
            end--;
        }
        return end;
    }

    /** True for a line that is neither blank nor indented. */
    private static boolean isText(String line) {
        return !line.isEmpty() && !Character.isWhitespace(line.charAt(0));
    }

    private static String javaWithin(String line, List<String> rest) {
        for (int at = 0; at < rest.size(); at++) {
            Matcher exception = JAVA_EXCEPTION.matcher(rest.get(at));
            if (rest.get(at).startsWith(": ") && exception.matches()) {
                List<String> stack = rest.subList(at + 1, rest.size());
                return withCause(complete(exception.group(1), stack), stack);
            }
        }
        return line;
    }

    private static @Nullable String java(List<String> lines, boolean isUncaught) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            Matcher exception = IN_MAIN.matcher(lines.get(at));
            if (exception.matches()) {
                List<String> stack = lines.subList(at + 1, lines.size());
                return isUncaught || stack.stream().allMatch(OutcomeReader::isBeside)
                        ? withCause(complete(exception.group(1), stack), stack)
                        : null;
            }
        }
        return null;
    }

    /** Returns an exception with its last cause, unless its message contains the cause's. */
    private static String withCause(String exception, List<String> stack) {
        String cause = null;
        for (int at = 0; at < stack.size(); at++) {
            Matcher caused = CAUSE.matcher(stack.get(at));
            if (caused.matches()) {
                cause = complete(caused.group(1), stack.subList(at + 1, stack.size()));
            }
        }
        if (cause == null) {
            return exception;
        }
        int name = cause.indexOf(": ");
        String text = name < 0 ? cause : cause.substring(name + 2);
        return exception.contains(text) ? exception : exception + " Caused by: " + cause;
    }

    /** The exception of a Python worker has its traceback as message: it is the last line of that. */
    private static String complete(String exception, List<String> following) {
        if (!exception.endsWith(TRACEBACK)) {
            return exception;
        }
        String head = exception.substring(0, exception.length() - TRACEBACK.length());
        for (String line : following) {
            if (isText(line)) {
                return head + line;
            }
        }
        return head.strip();
    }

    private static String lastLine(List<String> out, List<String> err) {
        String ofErr = lastOf(err);
        String ofOut = lastOf(out);
        if (ofErr == null) {
            return ofOut == null ? "" : ": " + ofOut;
        }
        // Which of the two came later is not known. A program that catches an exception often prints it and says
        // something.
        return ofOut != null && err.contains(TRACEBACK)
                ? ": " + ofErr.replaceFirst("\\.$", "") + ". Standard output ends with: " + ofOut
                : ": " + ofErr;
    }

    private static String hint(String message, String text) {
        List<String> hints = new ArrayList<>();
        if (text.contains("Could not parse Master URL")) {
            hints.add("The code of the job sets the master. Leave it out: EMR sets it by spark-submit, and this machine"
                    + " has no YARN");
        }
        if (message.contains("java.lang.OutOfMemoryError")) {
            hints.add("SparkJobs.withDriverMemory sets its heap");
        }
        if (text.contains("PYTHON_VERSION_MISMATCH")) {
            hints.add("The driver's Python and that of the workers differ");
        }
        if (Pattern.compile("InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException")
                .matcher(text)
                .find()) {
            hints.add(
                    "This is AWS's own answer: the client went to AWS and not to the local emulator, since it does not"
                            + " know AWS_ENDPOINT_URL (boto3 does from 1.28 on, the SDK for Java from 2.28 on)");
        }
        return hints.isEmpty() ? "" : " [" + String.join(". ", hints) + "]";
    }

    private static boolean matches(List<String> lines, Pattern pattern) {
        return lines.stream().anyMatch(line -> pattern.matcher(line).matches());
    }

    /** The last lines of a file. It can be large, and a line of it as well. */
    static List<String> tail(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            channel.position(Math.max(0, size - TAIL));
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, TAIL));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // To the end.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
