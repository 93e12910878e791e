package io.github.emrlaunch.examples.sparksteps;

import io.github.emrlaunch.core.cluster.Market;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.constructs.Node;

/**
 * The parameters of the stack, each read from the context key with its name. {@code SparkEnvironment} checks the parameters of the
 * environment.
 *
 * @param cidr the address range of the VPC, half of it for public and half for private subnets
 * @param maxAzs the number of Availability Zones of the VPC; the cluster runs in the first one
 * @param namingPrefix the prefix of the names of buckets and stored definitions
 * @param namingSuffix the suffix of bucket names, or null for a part of the stack's ID
 * @param instanceType the instance type of the primary node and of the core nodes
 * @param market the purchasing option of the instances
 * @param coreInstances the number of core nodes, at least 1
 * @param pythonModules the Python modules that the bootstrap action installs on every node, as arguments of pip
 */
public record SparkStepsParameters(
        String cidr,
        int maxAzs,
        String namingPrefix,
        @Nullable String namingSuffix,
        String instanceType,
        Market market,
        int coreInstances,
        List<String> pythonModules) {
    /** An instance type: the family with its options, and the size. */
    private static final String INSTANCE_TYPE = "[a-z][a-z0-9-]*\\.[a-z0-9-]+";

    /** A module name, optionally with versions, but not an option of pip. */
    private static final String MODULE = "[A-Za-z0-9][A-Za-z0-9._-]*([=<>!~]=[A-Za-z0-9.*]+)?";

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if the instance type or a module is invalid, or there would be no core node
     */
    public SparkStepsParameters {
        if (!instanceType.matches(INSTANCE_TYPE)) {
            throw new IllegalArgumentException(
                    "'instanceType' must be a type of EC2 instances such as m4.large, got: '%s'"
                            .formatted(instanceType));
        }
        if (coreInstances < 1) {
            throw new IllegalArgumentException("'coreInstances' must be at least 1, got: %d".formatted(coreInstances));
        }
        pythonModules = List.copyOf(pythonModules);
        for (String module : pythonModules) {
            if (!module.matches(MODULE)) {
                throw new IllegalArgumentException(
                        "'pythonModules' must be names of modules with commas between them, such as numpy,pandas==2.3.3, got: '%s'"
                                .formatted(module));
            }
        }
    }

    /**
     * Reads the parameters from the context. Missing parameters have their defaults.
     *
     * @throws IllegalArgumentException if a parameter is invalid
     */
    public static SparkStepsParameters of(Node node) {
        return new SparkStepsParameters(
                read(node, "cidr", "172.16.0.0/22"),
                integer(node, "maxAzs", 1),
                read(node, "namingPrefix", "default"),
                text(node, "namingSuffix"),
                read(node, "instanceType", "m4.large"),
                market(read(node, "market", "SPOT")),
                integer(node, "coreInstances", 2),
                list(read(node, "pythonModules", "")));
    }

    private static List<String> list(String value) {
        return Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !value.isBlank())
                .toList();
    }

    /** Reads a value, which is a string on the command line and may be a number in {@code cdk.json}. */
    private static @Nullable String text(Node node, String key) {
        Object value = node.tryGetContext(key);
        return value == null ? null : value.toString();
    }

    private static String read(Node node, String key, String byDefault) {
        String value = text(node, key);
        return value == null ? byDefault : value;
    }

    private static int integer(Node node, String key, int byDefault) {
        String value = read(node, key, Integer.toString(byDefault));
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'%s' must be a whole number, got: '%s'".formatted(key, value));
        }
        return Integer.parseInt(value);
    }

    private static Market market(String value) {
        return Stream.of(Market.values())
                .filter(market -> market.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'market' must be one of %s, got: '%s'".formatted(Arrays.toString(Market.values()), value)));
    }
}
