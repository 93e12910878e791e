package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The software of a cluster: applications, their settings, and code.
 *
 * @param code code that clusters read in addition to their bootstrap actions
 */
record Software(
        List<String> applications,
        List<EmrConfiguration> configurations,
        List<BootstrapAction> bootstrapActions,
        boolean useGlueCatalog,
        List<String> sparkPackages,
        List<ClusterCode> code) {
    private static final Map<String, String> GLUE_CATALOG = Map.of(
            "hive.metastore.client.factory.class",
            "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory");
    private static final String SPARK_DEFAULTS = "spark-defaults";

    /** Adds the software to a RunJobFlow request. */
    void addTo(ObjectNode request) {
        ArrayNode names = request.putArray("Applications");
        applications.forEach(application -> names.addObject().put("Name", application));
        ArrayNode actions = request.putArray("BootstrapActions");
        bootstrapActions.forEach(action -> actions.add(action.toJson()));
        ArrayNode settings = request.putArray("Configurations");
        EmrConfiguration.withDefaults(withSpark(), glueCatalog())
                .forEach(configuration -> settings.add(configuration.toJson()));
    }

    /** Returns all code that clusters read, without duplicates, in the order of its use. */
    Set<EmrCode> allCode() {
        return Stream.concat(
                        bootstrapActions.stream()
                                .map(BootstrapAction::code)
                                .filter(Objects::nonNull)
                                .map(Objects::requireNonNull),
                        code.stream().map(ClusterCode::code))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<Artifact> artifacts() {
        return allCode().stream().map(EmrCode::artifact).distinct().toList();
    }

    private List<EmrConfiguration> withSpark() {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        EmrConfiguration.merge(configurations, List.of()).forEach(one -> merged.put(one.classification(), one));
        append(merged, "spark.jars.packages", sparkPackages);
        append(
                merged,
                "spark.jars",
                code.stream().flatMap(one -> one.sparkJars().stream()).toList());
        return List.copyOf(merged.values());
    }

    /** Appends values to a list that Spark takes as comma-separated text. The configured values come first. */
    private static void append(Map<String, EmrConfiguration> merged, String property, List<String> more) {
        if (more.isEmpty()) {
            return;
        }
        EmrConfiguration settings = merged.getOrDefault(SPARK_DEFAULTS, EmrConfiguration.of(SPARK_DEFAULTS, Map.of()));
        String said = settings.properties().getOrDefault(property, "");
        String all = Stream.concat(
                        Stream.of(said.split(",", -1)).filter(one -> !one.isBlank()),
                        more.stream().map(one -> Tokens.inText(one, ",")))
                .distinct()
                .collect(Collectors.joining(","));
        merged.put(SPARK_DEFAULTS, settings.withProperty(property, all));
    }

    private List<EmrConfiguration> glueCatalog() {
        return useGlueCatalog
                ? Stream.of("hive-site", "spark-hive-site")
                        .map(classification -> EmrConfiguration.of(classification, GLUE_CATALOG))
                        .toList()
                : List.of();
    }
}
