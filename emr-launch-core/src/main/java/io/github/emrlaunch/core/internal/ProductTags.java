package io.github.emrlaunch.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * Tags of all resources that the library creates, so that an account's owner can identify their origin. The context key
 * {@value #CONTEXT} set to {@code false} omits them.
 */
public final class ProductTags {
    /** The context key that turns the tags off. */
    public static final String CONTEXT = "emr-launch:product-tags";

    private static final String NAME = "emr-launch";
    private static final String VERSION = readVersion();

    private ProductTags() {}

    /** Returns the tags for resources in a scope; empty if they are turned off. */
    public static Map<String, String> of(Construct scope) {
        Object setting = scope.getNode().tryGetContext(CONTEXT);
        Map<String, String> tags = new LinkedHashMap<>();
        if (setting == null || !setting.toString().equals("false")) {
            tags.put("deployment:product:name", NAME);
            tags.put("deployment:product:version", VERSION);
        }
        return tags;
    }

    /** Tags all resources under a construct. */
    public static void add(Construct construct) {
        add(construct, of(construct));
    }

    /** Tags all resources under a construct with tags from {@link #of}. */
    public static void add(Construct construct, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            tags.forEach(Tags.of(construct)::add);
        }
    }

    private static String readVersion() {
        try (InputStream resource = ProductTags.class.getResourceAsStream("product.properties")) {
            if (resource == null) {
                throw new IllegalStateException("The resource 'product.properties' is missing from emr-launch-core");
            }
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read product.properties", e);
        }
    }
}
