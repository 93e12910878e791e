package io.github.emrlaunch.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A log that EMR copies to S3 while the step runs, and after its end. */
class LogFollowerTest {
    private static final LogFolder FOLDER = new LogFolder("s3n://logs/emr/j-1/steps/s-1", null);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @RegisterExtension
    static final LocalAwsExtension emulator =
            LocalAwsExtension.withoutApp().existing(existing -> existing.bucket("logs"));

    private final LocalAws aws = emulator.local();
    private final S3Client s3 = S3Client.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .forcePathStyle(true)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();
    private final List<String> lines = new ArrayList<>();
    private final Deque<Runnable> meanwhile = new ArrayDeque<>();
    private final Minutes minutes = new Minutes();
    private @Nullable Instant ended;

    @AfterEach
    void close() {
        s3.close();
    }

    /** One event happens each minute. */
    private final class Minutes implements Pauses {
        private int passed;

        @Override
        public void pause() {
            passed++;
            if (!meanwhile.isEmpty()) {
                meanwhile.removeFirst().run();
            }
        }

        @Override
        public Duration now() {
            return Duration.ofMinutes(passed);
        }
    }

    private LogArrival follow() throws InterruptedException {
        return new LogFollower(new LogReader(() -> s3), minutes, () -> Optional.ofNullable(ended))
                .follow(FOLDER, LogFile.STDOUT, TEN_MINUTES, lines::add);
    }

    private static byte[] zipped(String... members) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try {
            for (String member : members) {
                try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                    gzip.write(member.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private void put(int minute, String... parts) {
        s3.putObject(
                request -> request.bucket("logs").key("emr/j-1/steps/s-1/stdout.gz"),
                RequestBody.fromBytes(zipped(parts)));
        try {
            Files.setLastModifiedTime(
                    aws.s3().folder("logs").resolve("emr/j-1/steps/s-1/stdout.gz"), FileTime.from(at(minute)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant at(int minute) {
        return Instant.parse("2026-01-01T00:00:00.500Z").plus(Duration.ofMinutes(minute));
    }

    private void end(int minute) {
        ended = at(minute);
    }

    @Test
    void printsEachCompleteLineOnce() throws Exception {
        meanwhile.add(() -> put(1, "one\ntw"));
        meanwhile.add(() -> assertThat(lines).containsExactly("one"));
        meanwhile.add(() -> put(3, "one\ntw", "o \u00e4\r\nthree"));
        meanwhile.add(() -> end(3));

        assertThat(follow()).isEqualTo(LogArrival.WHOLE);

        assertThat(lines).containsExactly("one", "two \u00e4", "three");
    }

    /** The last copy comes minutes after the end. */
    @Test
    void waitsForACopyThatIsNewerThanTheEndOfTheStep() throws Exception {
        put(0, "one\n");
        end(1);
        meanwhile.add(() -> {});
        meanwhile.add(() -> put(5, "one\nlast\n"));

        assertThat(follow()).isEqualTo(LogArrival.WHOLE);

        assertThat(lines).containsExactly("one", "last");
        assertThat(minutes.passed).isEqualTo(2);
    }

    @Test
    void stopsWaitingAfterTenMinutesWithoutANewCopy() throws Exception {
        put(0, "one\ntw");
        end(1);

        assertThat(follow()).isEqualTo(LogArrival.MAY_LACK_ITS_END);

        assertThat(lines).containsExactly("one", "tw");
        assertThat(minutes.passed).isEqualTo(10);
    }

    @Test
    void reportsAMissingLog() throws Exception {
        end(0);

        assertThat(follow()).isEqualTo(LogArrival.MISSING);
        assertThat(lines).isEmpty();
    }

    /** Bytes of a network arrive with delay. Java checks {@code available()} before it reads another member. */
    @Test
    void readsAllGzipMembersWhenNoBytesAreAvailable() throws Exception {
        S3Client slow = answering(() -> new FilterInputStream(new ByteArrayInputStream(zipped("one\n", "two\n"))) {
            @Override
            public int available() {
                return 0;
            }
        });

        new LogReader(() -> slow)
                .read(FOLDER, LogFile.STDOUT, null, text -> new LogPrinter(lines::add).print(text, true));

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void continuesAfterATruncatedCopy() throws Exception {
        byte[] whole = zipped("one\n", "two\n");
        Deque<byte[]> answers = new ArrayDeque<>(List.of(Arrays.copyOf(whole, whole.length - 12), whole));
        S3Client broken = answering(
                () -> new ByteArrayInputStream(answers.size() > 1 ? answers.removeFirst() : answers.getFirst()));
        meanwhile.add(() -> assertThat(lines).containsExactly("one"));
        end(-1);

        LogArrival arrival = new LogFollower(new LogReader(() -> broken), minutes, () -> Optional.ofNullable(ended))
                .follow(FOLDER, LogFile.STDOUT, TEN_MINUTES, lines::add);

        assertThat(arrival).isEqualTo(LogArrival.WHOLE);
        assertThat(lines).containsExactly("one", "two");
    }

    /** A gigabyte without line breaks. */
    @Test
    void printsALongLineInParts() throws Exception {
        String part = "x".repeat(1 << 20);
        String log = part + part + "y\n" + part + "\n\nlast";

        new LogPrinter(lines::add).print(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), true);

        assertThat(lines).containsExactly(part, part, "y", part, "", "last");
    }

    private static S3Client answering(Supplier<InputStream> answers) {
        return new S3Client() {
            @Override
            public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
                return new ResponseInputStream<>(
                        GetObjectResponse.builder()
                                .eTag("e")
                                .lastModified(at(0))
                                .build(),
                        AbortableInputStream.create(answers.get()));
            }

            @Override
            public String serviceName() {
                return "s3";
            }

            @Override
            public void close() {
                // has nothing
            }
        };
    }
}
