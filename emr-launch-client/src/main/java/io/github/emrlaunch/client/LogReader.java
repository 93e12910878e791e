package io.github.emrlaunch.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads logs from S3, which are gzip files. EMR replaces the whole file when a log grows. */
final class LogReader {
    private final Supplier<S3Client> s3;

    LogReader(Supplier<S3Client> s3) {
        this.s3 = s3;
    }

    /** A consumer of the text of a log. */
    interface Content {
        void accept(InputStream text) throws IOException;
    }

    /**
     * A log that exists.
     *
     * @param etag the ETag of this version
     */
    record Version(String etag, Instant lastModified) {}

    /**
     * The folder of the last attempt of a job run. The second and later attempts have folders {@code attempts/N/DRIVER} next to the folder of
     * the first.
     *
     * @param first the folder of the first attempt
     */
    LogFolder lastAttempt(LogFolder first, String driver) {
        String attempts = first.parent().prefix() + "attempts/";
        return s3
                .get()
                .listObjectsV2Paginator(request -> request.bucket(first.bucket())
                        .prefix(attempts)
                        .delimiter("/")
                        .expectedBucketOwner(first.bucketOwner()))
                .commonPrefixes()
                .stream()
                .map(found -> found.prefix().substring(attempts.length()).replace("/", ""))
                .filter(number -> number.matches("\\d{1,4}"))
                .max(Comparator.comparingInt(Integer::parseInt))
                .map(number -> first.parent().below("attempts/" + number + "/" + driver))
                .orElse(first);
    }

    /**
     * Reads a log if its version differs from the known one.
     *
     * @return the current version; empty if there is no log
     */
    Optional<Version> read(LogFolder folder, LogFile file, @Nullable Version known, Content content) {
        try (ResponseInputStream<GetObjectResponse> zipped = s3.get()
                .getObject(request -> request.bucket(folder.bucket())
                        .key(folder.key(file))
                        .expectedBucketOwner(folder.bucketOwner())
                        .ifNoneMatch(known == null ? null : known.etag()))) {
            try (InputStream text = new GZIPInputStream(new Members(zipped))) {
                content.accept(text);
            }
            return Optional.of(
                    new Version(zipped.response().eTag(), zipped.response().lastModified()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            if (known != null && e.statusCode() == HttpURLConnection.HTTP_NOT_MODIFIED) {
                return Optional.of(known);
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("The log %s%s.gz can't be read".formatted(folder.uri(), file.fileName()), e);
        }
    }

    /**
     * A gzip file may have several members. Java reads the next member only if {@code available()} reports bytes, which is not reliable for a
     * network stream.
     *
     * @see <a href="https://bugs.openjdk.org/browse/JDK-7036144">JDK-7036144</a>
     */
    private static final class Members extends FilterInputStream {
        Members(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
