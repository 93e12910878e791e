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
 * Tags on everything that the library makes, so that an account's owner can tell what comes from where. The context key
 * {@value #CONTEXT} set to {@code false} leaves them out.
 */
public final class ProductTags {
    /** The context key that switches the tags off. */
    public static final String CONTEXT = "emr-launch:product-tags";

    private static final String NAME = "emr-launch";
    private static final String VERSION = readVersion();

    private ProductTags() {}

    /** The tags for what is made in a scope; none where they are switched off. */
    public static Map<String, String> of(Construct scope) {
        Object setting = scope.getNode().tryGetContext(CONTEXT);
        Map<String, String> tags = new LinkedHashMap<>();
        if (setting == null || !setting.toString().equals("false")) {
            tags.put("deployment:product:name", NAME);
            tags.put("deployment:product:version", VERSION);
        }
        return tags;
    }

    /** Tags what is below a construct. */
    public static void add(Construct construct) {
        add(construct, of(construct));
    }

    /** Tags what is below a construct with these tags, which {@link #of} has told. */
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
