package io.github.emrlaunch.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

    /** Tags what is below a construct. */
    public static void add(Construct construct) {
        Object setting = construct.getNode().tryGetContext(CONTEXT);
        if (setting != null && setting.toString().equals("false")) {
            return;
        }
        Tags tags = Tags.of(construct);
        tags.add("deployment:product:name", NAME);
        tags.add("deployment:product:version", VERSION);
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
