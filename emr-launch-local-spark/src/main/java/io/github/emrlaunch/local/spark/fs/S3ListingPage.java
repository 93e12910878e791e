package io.github.emrlaunch.local.spark.fs;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the keys of a bucket.
 *
 * @param prefixes the common prefixes up to the delimiter
 * @param next the token of the next page; empty for the last page
 */
record S3ListingPage(List<S3Entry> objects, List<String> prefixes, String next) {
    /** @param document the response of ListObjectsV2 with {@code encoding-type=url} */
    static S3ListingPage of(S3Document document) {
        List<S3Entry> objects = new ArrayList<>();
        for (S3Document object : document.all("Contents")) {
            objects.add(new S3Entry(
                    decoded(object.text("Key")),
                    Long.parseLong(object.text("Size")),
                    Instant.parse(object.text("LastModified")).toEpochMilli(),
                    object.text("ETag")));
        }
        List<String> prefixes = document.all("CommonPrefixes").stream()
                .map(each -> decoded(each.text("Prefix")))
                .toList();
        return new S3ListingPage(objects, prefixes, document.text("NextContinuationToken"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
